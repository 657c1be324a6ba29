#include "driver/block_master/block_master.h"

#include "common/base/status.h"

namespace sluice {

absl::Status BlockMaster::Apply(const BlockUpdate& update) {
  SLUICE_RETURN_IF_ERROR(CanApply(update, table_));
  const std::optional<RunId> run = RunOf(update, table_);
  const auto log = run.has_value() ? logs_.find(*run) : logs_.end();
  if (log != logs_.end()) {
    SLUICE_RETURN_IF_ERROR(Annotate(log->second->Append(update), "the log of received blocks cannot be written"));
  }
  SLUICE_RETURN_IF_ERROR(sluice::Apply(update, table_));
  if (std::holds_alternative<EndRun>(update)) logs_.erase(*run);
  return absl::OkStatus();
}

}  // namespace sluice
