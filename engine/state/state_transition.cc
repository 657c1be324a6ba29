#include "engine/state/state_transition.h"

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "state/store/state_stores.h"

namespace sluice {

absl::StatusOr<OpenState> OpenPartition(const StateTransition& transition, int partition, TaskContext& context) {
  if (context.state_stores() == nullptr) {
    return absl::FailedPreconditionError("there are no state stores in this process");
  }
  return context.state_stores()->Open(StrCat(transition.operator_folder, "/", partition), transition.from,
                                      transition.to, transition.terms);
}

std::vector<Buffers> OwnSegments(int segments, std::initializer_list<OwnSegment> own) {
  std::vector<Buffers> all(segments);
  for (const OwnSegment& segment : own) {
    if (segment.rows->size() != 0) all.at(segment.number).push_back(segment.rows->Finish());
  }
  return all;
}

absl::Status DamagedState(const StateTransition& transition, int partition, const StateEntry& entry) {
  return absl::FailedPreconditionError(StrCat(
      "state in ", transition.operator_folder, "/", partition, " is of another type than the program's: a value of ",
      entry.value().size(), " bytes at version ", transition.from, " cannot be decoded"));
}

}  // namespace sluice
