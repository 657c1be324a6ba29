#ifndef SLUICE_COMMON_FS_OBJECTS_S3_STORE_H_
#define SLUICE_COMMON_FS_OBJECTS_S3_STORE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/fs/objects/object_store.h"
#include "common/fs/objects/s3_place.h"
#include "common/fs/objects/store_client.h"

namespace sluice {

// A bucket of Amazon's S3, or of a server that speaks like it and knows If-Match and If-None-Match of puts. Requests
// that are not answered, or by an error of the server, are made again, four times in all. Thread-safe.
class S3Store : public ObjectStore {
 public:
  explicit S3Store(S3Place place) : place_(std::move(place)), http_(place_.signer) {}

  absl::StatusOr<StoredObject> Get(const std::string& key) override;
  absl::StatusOr<std::string> GetPart(const std::string& key, int64_t offset, int64_t bytes) override;
  absl::StatusOr<std::string> Put(const std::string& key, std::string_view bytes, const PutIf& condition) override;
  absl::Status Remove(const std::string& key) override;
  absl::StatusOr<std::vector<ListedObject>> List(const std::string& prefix, ListDepth depth) override;

 private:
  absl::StatusOr<StoreAnswer> Ask(StoreRequest request);
  // The version of the object, if it is of the put of that name; empty: it is not.
  absl::StatusOr<std::string> VersionOfPut(const std::string& key, const std::string& put);
  absl::Status ErrorOf(const char* what, const std::string& key, const StoreAnswer& answer) const;
  absl::Status ErrorOf(const char* what, const std::string& key, const absl::Status& error) const;

  const S3Place place_;
  StoreClient http_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_S3_STORE_H_
