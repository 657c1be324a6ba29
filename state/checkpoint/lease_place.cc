#include "state/checkpoint/lease_place.h"

#include <utility>

#include "common/base/status.h"
#include "common/fs/objects/checkpoint_files.h"
#include "state/checkpoint/lease_folder.h"
#include "state/checkpoint/lease_object.h"

namespace sluice {

std::optional<LeaseRecord> HolderOf(const SeenLease& seen) {
  absl::StatusOr<LeaseRecord> record = DecodeLease(seen.bytes);
  if (!record.ok() || record->token != seen.token) return std::nullopt;
  return *std::move(record);
}

std::string HolderText(const SeenLease& seen) {
  const std::optional<LeaseRecord> holder = HolderOf(seen);
  return holder.has_value() ? ToString(*holder) : "owner unknown";
}

absl::StatusOr<std::unique_ptr<LeasePlace>> OpenLeasePlace(Files& files, const std::string& directory,
                                                           const std::string& passing_name) {
  if (!IsObjectPath(directory)) return std::make_unique<LeaseFolder>(files, directory, passing_name);
  SLUICE_ASSIGN_OR_RETURN(ObjectStore * store, ObjectStoreOf(ParseObjectPath(directory).directory));
  return std::make_unique<LeaseObject>(*store, directory);
}

}  // namespace sluice
