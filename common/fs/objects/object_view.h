#ifndef SLUICE_COMMON_FS_OBJECTS_OBJECT_VIEW_H_
#define SLUICE_COMMON_FS_OBJECTS_OBJECT_VIEW_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/fs/objects/object_store.h"

namespace sluice {

// Which objects of a checkpoint directory count: those that a holder of its lease has put himself, and those that
// counted and were there when he took it. What a former holder puts later is there as well, and counts for nobody. See
// docs/design/019-lease.md.
class ObjectView {
 public:
  using Names = std::set<std::string, std::less<>>;

  // Of the holder of that token, or of the newest one. `prefix`: what keys of the directory begin with. ABORTED:
  // another one has taken the directory over.
  static absl::StatusOr<ObjectView> Load(ObjectStore& store, const std::string& prefix, std::optional<int64_t> holder);
  // Whoever has just taken the lease says what counts for him, and removes what does not.
  static absl::Status Begin(ObjectStore& store, const std::string& prefix, int64_t holder);

  // `name`: of an object, below the directory.
  bool Counts(std::string_view name) const;

  // Where the lease is kept, and what its holders found.
  static std::string LeaseFolder(const std::string& prefix) { return prefix + "lease/"; }

 private:
  ObjectView(int64_t holder, Names inherited) : holder_(holder), inherited_(std::move(inherited)) {}
  static absl::StatusOr<Names> Counting(ObjectStore& store, const std::string& prefix, const ObjectView& view);
  static void RemoveOthers(ObjectStore& store, const std::string& prefix, int64_t holder, const Names& counting);

  int64_t holder_;  // 0: nobody has ever had the lease.
  Names inherited_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_OBJECT_VIEW_H_
