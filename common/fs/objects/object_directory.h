#ifndef SLUICE_COMMON_FS_OBJECTS_OBJECT_DIRECTORY_H_
#define SLUICE_COMMON_FS_OBJECTS_OBJECT_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/fs/objects/object_name.h"
#include "common/fs/objects/object_store.h"
#include "common/fs/objects/object_view.h"

namespace sluice {

// A checkpoint directory in an object store, as one holder of its lease sees it: which objects its files are made of.
// Thread-safe.
class ObjectDirectory {
 public:
  // A piece of a file, which its object has all of.
  struct Part {
    ObjectName name;
    std::string key;
    int64_t bytes = 0;
    std::string version;

    int64_t begin() const { return name.offset.value_or(0); }
    int64_t end() const { return begin() + bytes; }
  };

  // `store` outlives it. `holder`: nothing if whoever looks holds no lease.
  ObjectDirectory(ObjectStore& store, std::string prefix, std::optional<int64_t> holder, ObjectView view)
      : store_(store), prefix_(std::move(prefix)), holder_(holder), view_(std::move(view)) {}

  ObjectStore& store() const { return store_; }
  const std::optional<int64_t>& holder() const { return holder_; }

  // What the file is made of, from front to back; empty: it is not there. DATA_LOSS: something of it is missing.
  absl::StatusOr<std::vector<Part>> PartsOf(const std::string& file) const;
  // What there is directly in the folder, sorted; empty if there is no such folder, for objects need none.
  absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& folder) const;
  // Keys of all files at and below the name.
  absl::StatusOr<std::vector<std::string>> KeysOf(const std::string& name) const;
  // Of what the holder writes himself. FAILED_PRECONDITION: this is of no holder.
  absl::StatusOr<std::string> OwnKey(const std::string& file, std::optional<int64_t> offset) const;

 private:
  // Those that count.
  absl::StatusOr<std::vector<Part>> Find(const std::string& name_prefix, ListDepth depth) const;

  ObjectStore& store_;
  const std::string prefix_;
  const std::optional<int64_t> holder_;
  const ObjectView view_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_OBJECT_DIRECTORY_H_
