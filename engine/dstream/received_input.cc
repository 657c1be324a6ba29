#include "engine/dstream/received_input.h"

#include <cstdint>
#include <limits>

#include "common/base/status.h"
#include "engine/dstream/stream_error.h"
#include "engine/lineage/lineage.h"

namespace sluice {

absl::StatusOr<Rdd> ReceivedInput::RddOf(JobRunner& jobs, BatchTime batch, InputBlocks blocks) const {
  const bool has_blocks = !blocks.empty();
  Rdd rdd = BlockRdd(jobs, reader_, std::move(blocks), batch);
  if (!former_until_.has_value() || batch > *former_until_) return rdd;
  SLUICE_ASSIGN_OR_RETURN(const std::optional<int64_t> holder, unfinished_->HolderOf(batch));
  if (!holder.has_value()) return rdd;
  SLUICE_ASSIGN_OR_RETURN(Rdd former, unfinished_->Load(batch));
  const bool has_the_blocks = log_begun_.has_value() && *holder >= *log_begun_;
  return has_blocks && !has_the_blocks ? files_.unite(former, rdd) : former;
}

absl::Status ReceivedInput::SaveIn(const SavedIn& where, bool goes_on) {
  unfinished_.emplace(where, files_);
  if (!goes_on) return unfinished_->RemoveUntil(BatchTime(std::numeric_limits<int64_t>::max()));
  SLUICE_ASSIGN_OR_RETURN(former_until_, unfinished_->Newest());
  return absl::OkStatus();
}

void ReceivedInput::SaveUnfinished(JobRunner& jobs, const BatchKey& batch, const InputBlocks& blocks) const {
  unfinished_->SaveByItsJob(batch, StreamError::ValueOrThrow(RddOf(jobs, batch.time, blocks)));
}

void ReceivedInput::OnBatchEnded(BatchTime batch, absl::Duration interval) const {
  if (former_until_.has_value()) unfinished_->RemoveOld(batch, interval);
}

}  // namespace sluice
