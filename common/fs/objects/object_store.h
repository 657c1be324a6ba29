#ifndef SLUICE_COMMON_FS_OBJECTS_OBJECT_STORE_H_
#define SLUICE_COMMON_FS_OBJECTS_OBJECT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sluice {

struct StoredObject {
  std::string bytes;
  std::string version;  // Each put gives another one.
};

struct ListedObject {
  std::string key;
  int64_t bytes = 0;
  std::string version;

  bool operator==(const ListedObject&) const = default;
};

enum class ListDepth { kAll, kFolder };

// What must be true of the object that a put replaces.
class PutIf {
 public:
  static PutIf Always() { return PutIf(std::nullopt); }
  static PutIf New() { return PutIf(""); }  // There is none.
  static PutIf Version(std::string version) { return PutIf(std::move(version)); }

  bool is_always() const { return !version_.has_value(); }
  bool is_new() const { return version_.has_value() && version_->empty(); }
  // REQUIRES: not is_always.
  const std::string& version() const { return *version_; }

 private:
  explicit PutIf(std::optional<std::string> version) : version_(std::move(version)) {}
  std::optional<std::string> version_;
};

// The objects of one bucket. A put that has returned OK is there for good, and everybody sees it from then on.
// Thread-safe. Every call ends, if the network allows it or not, and every error names the bucket, the key and what to
// do. UNAVAILABLE: nobody answers, though it was tried several times. PERMISSION_DENIED: the store refuses.
// FAILED_PRECONDITION: there is no such bucket, or the store cannot do what is asked.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;
  // NOT_FOUND: no such object.
  virtual absl::StatusOr<StoredObject> Get(const std::string& key) = 0;
  // So many bytes from `offset` on, fewer if the object ends before.
  virtual absl::StatusOr<std::string> GetPart(const std::string& key, int64_t offset, int64_t bytes) = 0;
  // Returns the version. ABORTED: the condition does not hold, and nothing has changed. A put whose answer was lost is
  // told from one of somebody else: it is OK.
  virtual absl::StatusOr<std::string> Put(const std::string& key, std::string_view bytes, const PutIf& condition) = 0;
  // OK when there is none.
  virtual absl::Status Remove(const std::string& key) = 0;
  // Those whose keys begin with `prefix`, sorted by them. What has a '/' behind the prefix is told by its key up to
  // there, once, unless `depth` says all.
  virtual absl::StatusOr<std::vector<ListedObject>> List(const std::string& prefix, ListDepth depth) = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_OBJECT_STORE_H_
