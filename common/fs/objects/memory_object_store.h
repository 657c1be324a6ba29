#ifndef SLUICE_COMMON_FS_OBJECTS_MEMORY_OBJECT_STORE_H_
#define SLUICE_COMMON_FS_OBJECTS_MEMORY_OBJECT_STORE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "common/fs/objects/object_store.h"

namespace sluice {

// The twin of a bucket, for tests.
class MemoryObjectStore : public ObjectStore {
 public:
  absl::StatusOr<StoredObject> Get(const std::string& key) override;
  absl::StatusOr<std::string> GetPart(const std::string& key, int64_t offset, int64_t bytes) override;
  absl::StatusOr<std::string> Put(const std::string& key, std::string_view bytes, const PutIf& condition) override;
  absl::Status Remove(const std::string& key) override;
  absl::StatusOr<std::vector<ListedObject>> List(const std::string& prefix, ListDepth depth) override;

  // Called before each request, on its thread: what happens meanwhile. An error is that of the request.
  void SetBefore(std::function<absl::Status(const std::string& request)> before) { before_ = std::move(before); }
  std::vector<std::string> Keys();

 private:
  absl::Status Begin(const char* method, const std::string& key) {
    return before_ ? before_(std::string(method) + " " + key) : absl::OkStatus();
  }

  std::function<absl::Status(const std::string&)> before_;
  Mutex mu_;
  int64_t puts_ ABSL_GUARDED_BY(mu_) = 0;
  std::map<std::string, StoredObject> objects_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_MEMORY_OBJECT_STORE_H_
