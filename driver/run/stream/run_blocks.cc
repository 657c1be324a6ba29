#include "driver/run/stream/run_blocks.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"
#include "driver/block_master/needed_logs.h"

namespace sluice {

RunBlocks::RunBlocks(RunId run, std::shared_ptr<const StreamingPlan> plan, BlockMaster& master, RunLog log)
    : run_(run),
      plan_(std::move(plan)),
      master_(master),
      log_(std::move(log)),
      streams_(log_.image.streams),
      last_assigned_(std::max(log_.image.last_assigned, plan_->last_finished.value_or(BatchTime()))) {}

absl::Status RunBlocks::Begin() {
  SLUICE_RETURN_IF_ERROR(master_.Apply(AddRun{run_, log_.image, log_.received.folder}));
  if (log_.log != nullptr) master_.KeepIn(log_.log, run_);
  return absl::OkStatus();
}

// What of them is known is yet to be added: a stop may have saved the rows of others. None is left out, since each
// waits for the one before it.
std::map<BatchTime, BatchRecord> RunBlocks::BatchesOfFormerLife() const {
  std::map<BatchTime, BatchRecord> batches;
  const int64_t interval = absl::ToInt64Milliseconds(plan_->interval);
  int64_t time = last_assigned_.value() + 1;
  if (!log_.image.batches.empty()) time = log_.image.batches.begin()->first.value();
  if (plan_->last_finished.has_value()) time = plan_->last_finished->value() + interval;
  for (; time <= last_assigned_.value(); time += interval) {
    batches[BatchTime(time)].time = BatchTime(time);
  }
  return batches;
}

absl::StatusOr<std::vector<BatchRecord>> RunBlocks::Unfinished(std::vector<RunAction>& freed) {
  std::map<BatchTime, BatchRecord> unfinished = BatchesOfFormerLife();
  for (const auto& [batch, known] : log_.image.batches) {
    const bool is_finished = known.finished || batch <= plan_->last_finished.value_or(BatchTime());
    if (!is_finished) unfinished[batch] = Describe(batch, known.blocks);
    if (!is_finished) continue;
    if (!known.finished) SLUICE_RETURN_IF_ERROR(Finish(batch));
    SLUICE_RETURN_IF_ERROR(Forget(batch, freed));
  }
  std::vector<BatchRecord> records;
  for (auto& [batch, record] : unfinished) records.push_back(std::move(record));
  return records;
}

std::function<absl::Status()> RunBlocks::Committer() const {
  if (log_.log == nullptr) return [] { return absl::OkStatus(); };
  return [log = log_.log, needed = NeededLogsOf(master_.table(), run_)] {
    SLUICE_RETURN_IF_ERROR(Annotate(log->Commit(), "the log of received blocks cannot be written"));
    log->RemoveReceived(needed);
    return absl::OkStatus();
  };
}

const InputStreamSpec& RunBlocks::InputOf(StreamId stream) const {
  return plan_->inputs.at(std::find(streams_.begin(), streams_.end(), stream) - streams_.begin());
}

int64_t RunBlocks::RecordsOf(const ReceiverEpoch& receiver) const {
  return master_.table().RecordsOf(receiver.stream, receiver.epoch);
}

int64_t RunBlocks::RecordsUnassigned() const {
  int64_t records = 0;
  const BlockTable::Run* run = master_.table().FindRun(run_);
  for (const BlockId& id : run == nullptr ? std::set<BlockId>() : run->unassigned) {
    records += master_.table().Find(id)->info.records;
  }
  return records;
}

absl::StatusOr<BatchRecord> RunBlocks::Assign(BatchTime batch) {
  std::vector<BlockId> ids = master_.table().Assignable(run_);
  BatchRecord record = Describe(batch, ids);
  SLUICE_RETURN_IF_ERROR(master_.Apply(AssignBatch{KeyOf(batch), std::move(ids)}));
  last_assigned_ = batch;
  return record;
}

BatchRecord RunBlocks::Describe(BatchTime batch, const std::vector<BlockId>& ids) const {
  BatchRecord record{.time = batch, .blocks = static_cast<int64_t>(ids.size())};
  for (const BlockId& id : ids) {
    const BlockInfo& block = master_.table().Find(id)->info;
    const InputId input = InputOf(id.stream()).id;
    record.records += block.records;
    record.input_records[input] += block.records;
    if (!block.metadata.empty()) record.input_metadata[input].push_back(block.metadata);
  }
  return record;
}

BatchBlocks RunBlocks::Of(BatchTime batch) const {
  BatchBlocks grouped;
  const BlockId* last = nullptr;
  int32_t last_interval = BlockInfo::kUnknownInterval;
  for (const BlockId& id : master_.table().BlocksOf(KeyOf(batch))) {  // They come by stream, epoch, sequence.
    InputBlocks& partitions = grouped[InputOf(id.stream()).id];
    int32_t interval_number = master_.table().Find(id)->info.interval_number;
    bool same_epoch = last != nullptr && last->owner == id.owner && last->group == id.group;
    bool same_interval = interval_number == BlockInfo::kUnknownInterval || interval_number == last_interval;
    if (!same_epoch || !same_interval) partitions.emplace_back();
    partitions.back().push_back(id);
    if (!same_epoch || interval_number != BlockInfo::kUnknownInterval) last_interval = interval_number;
    last = &id;
  }
  return grouped;
}

absl::Status RunBlocks::Finish(BatchTime batch) {
  return Find(batch) != nullptr ? master_.Apply(FinishBatch{KeyOf(batch)}) : absl::OkStatus();
}

const BlockTable::Batch* RunBlocks::Find(BatchTime batch) const {
  const BlockTable::Run* run = master_.table().FindRun(run_);
  if (run == nullptr) return nullptr;
  const auto known = run->batches.find(batch);
  return known == run->batches.end() ? nullptr : &known->second;
}

void RunBlocks::Free(const BlockId& id, std::vector<RunAction>& freed) const {
  for (ExecutorId holder : master_.table().Find(id)->holders) freed.push_back(FreeBlock{id, holder});
}

absl::Status RunBlocks::Forget(BatchTime batch, std::vector<RunAction>& freed) {
  const BlockTable::Batch* known = Find(batch);
  if (known == nullptr) return absl::OkStatus();
  std::vector<RunAction> holders;
  for (const BlockId& id : known->blocks) Free(id, holders);
  const bool is_finished = known->finished || batch <= plan_->last_finished.value_or(BatchTime());
  const int64_t in_logs = is_finished ? 0 : RecordsInLogs(known->blocks);
  SLUICE_RETURN_IF_ERROR(master_.Apply(ForgetBatch{KeyOf(batch)}));
  records_for_later_ += in_logs;
  freed.insert(freed.end(), holders.begin(), holders.end());
  return absl::OkStatus();
}

absl::Status RunBlocks::ForgetUntil(BatchTime batch, std::vector<RunAction>& freed) {
  const BlockTable::Run* run = master_.table().FindRun(run_);
  while (run != nullptr && !run->batches.empty() && run->batches.begin()->first <= batch) {
    SLUICE_RETURN_IF_ERROR(Forget(run->batches.begin()->first, freed));
  }
  return absl::OkStatus();
}

int64_t RunBlocks::RecordsInLogs(const std::vector<BlockId>& ids) const {
  int64_t records = 0;
  for (const BlockId& id : ids) {
    const BlockInfo& block = master_.table().Find(id)->info;
    if (block.log.has_value()) records += block.records;
  }
  return records;
}

void RunBlocks::LeaveLog() {
  if (plan_->write_ahead_log) master_.LeaveLog(run_);
}

absl::Status RunBlocks::End(std::vector<RunAction>& freed) {
  LeaveLog();
  SLUICE_RETURN_IF_ERROR(ForgetUntil(last_assigned_, freed));
  std::vector<RunAction> holders;
  if (const BlockTable::Run* run = master_.table().FindRun(run_)) {
    for (const BlockId& id : run->unassigned) Free(id, holders);
    records_for_later_ += RecordsInLogs({run->unassigned.begin(), run->unassigned.end()});
  }
  SLUICE_RETURN_IF_ERROR(master_.Apply(EndRun{run_}));
  freed.insert(freed.end(), holders.begin(), holders.end());
  return absl::OkStatus();
}

}  // namespace sluice
