#include "driver/daemon/drained_workers.h"

#include "common/base/status.h"

namespace sluice {

absl::Status DrainWorker::CanApply(const DrainedWorkers& drained) const {
  if (!drained.contains(worker)) return absl::OkStatus();
  return absl::AlreadyExistsError(StrCat("worker ", worker, " is drained already"));
}

absl::Status DrainWorker::Apply(DrainedWorkers& drained) const {
  SLUICE_RETURN_IF_ERROR(CanApply(drained));
  drained.insert(worker);
  return absl::OkStatus();
}

absl::Status UndrainWorker::CanApply(const DrainedWorkers& drained) const {
  if (drained.contains(worker)) return absl::OkStatus();
  return absl::NotFoundError(StrCat("worker ", worker, " is not drained"));
}

absl::Status UndrainWorker::Apply(DrainedWorkers& drained) const {
  SLUICE_RETURN_IF_ERROR(CanApply(drained));
  drained.erase(worker);
  return absl::OkStatus();
}

}  // namespace sluice
