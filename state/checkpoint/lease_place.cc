#include "state/checkpoint/lease_place.h"

#include <utility>

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

}  // namespace sluice
