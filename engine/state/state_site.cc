#include "engine/state/state_site.h"

#include "common/base/status.h"

namespace sluice {

absl::StatusOr<OpenState> OpenPartition(const StateSite& site, int partition, TaskContext& context) {
  if (context.state_stores() == nullptr) {
    return absl::FailedPreconditionError("there are no state stores in this process");
  }
  return context.state_stores()->Open(StrCat(site.operator_folder, "/", partition), site.from, site.to);
}

std::vector<Buffers> OwnSegments(int segments, std::initializer_list<OwnSegment> own) {
  std::vector<Buffers> all(segments);
  for (const OwnSegment& segment : own) {
    if (segment.rows->size() != 0) all.at(segment.number).push_back(segment.rows->Finish());
  }
  return all;
}

absl::Status DamagedState(const StateSite& site, int partition, const StateEntry& entry) {
  return absl::FailedPreconditionError(
      StrCat("state in ", site.operator_folder, "/", partition, " is of another type than the program's: a value of ",
             entry.value().size(), " bytes at version ", site.from, " cannot be decoded"));
}

}  // namespace sluice
