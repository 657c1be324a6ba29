#include "driver/application/streaming_run.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "driver/block_master/block_update.h"

namespace sluice {
namespace {

// For updates that only a bug can make the table refuse.
void MustApply(const BlockUpdate& update, BlockTable& blocks) { SLUICE_CHECK(Apply(update, blocks).ok()); }

}  // namespace

StreamingRun::StreamingRun(const StreamingOptions& options, std::vector<StreamId> streams, BlockTable& blocks,
                           ReceiverPlacement& placement, absl::Time now)
    : options_(options),
      streams_(std::move(streams)),
      created_(now),
      blocks_(blocks),
      placement_(placement),
      no_executor_since_(now),
      clock_(options.manual_clock, ToTime(options.last_finished.value_or(BatchTime()))),
      cutter_(std::min(options.interval, options.cut_grace_max)),
      queue_(options.finished_batches_max, options.concurrent_batches) {
  MustApply(BeginPlan{}, blocks_);
}

void StreamingRun::OnExecutorCount(int attached, absl::Time now) {
  if (attached == 0 && executors_ > 0) no_executor_since_ = now;
  executors_ = attached;
}

const BatchRecord* StreamingRun::OnBatchDone(BatchTime batch, const absl::Status& result, absl::Time now) {
  if (saves_ && absl::IsCancelled(result)) {
    queue_.PutBack(batch);
    return nullptr;
  }
  if (result.ok()) MustApply(FinishBatch{batch}, blocks_);
  if (first_error_.ok() && !cancelled_) first_error_ = result;
  const BatchRecord& record = queue_.Finish(batch, result, clock_.CalendarAt(now));
  ForgetDone();
  return &record;
}

void StreamingRun::OnBatchSaved(BatchTime batch, const absl::Status& result) {
  if (result.ok()) MustApply(FinishBatch{batch}, blocks_);
  saving_.erase(batch);
  queue_.Drop(batch);
  ForgetDone();
}

// A batch is done when those before it are, too.
void StreamingRun::ForgetDone() {
  int64_t done = queue_.idle() ? blocks_.last_assigned.value() : queue_.open().front().time.value() - 1;
  ForgetUntil(BatchTime(done - absl::ToInt64Milliseconds(options_.remember)));
}

void StreamingRun::Stop(bool graceful, absl::Time now) {
  if (phase_ == Phase::kEnded || cancelled_) return;
  if (!graceful || phase_ == Phase::kWaiting) return Cancel(now);
  if (phase_ == Phase::kRunning) StopReceivers(now, receivers_stop_wait());
}

void StreamingRun::StopReceivers(absl::Time now, absl::Duration wait) {
  phase_ = Phase::kStoppingReceivers;
  receivers_stop_deadline_ = now + wait;
  placement_.StopAll();
}

void StreamingRun::Cancel(absl::Time now) {
  cancelled_ = true;
  saves_ = options_.saves_unfinished && executors_ > 0 && phase_ != Phase::kWaiting;
  save_deadline_ = now + options_.save_wait;
  if (!saves_) GiveUpSaving();
  actions_.push_back(CancelBatchJobs{});
  if (saves_ && phase_ != Phase::kDraining) StopReceivers(now, options_.receivers_stop_wait_min);
}

absl::Time StreamingRun::SavingEnds() const {
  return executors_ > 0 ? save_deadline_ : no_executor_since_ + options_.receivers_stop_wait_min;
}

// What is unfinished is lost.
void StreamingRun::GiveUpSaving() {
  saves_ = false;
  phase_ = Phase::kDraining;
  placement_.StopAll();
  cutter_.Clear();
  for (BatchTime batch : queue_.DropQueued()) Forget(batch);
}

void StreamingRun::StartBatches(absl::Time now) {
  if (executors_ == 0 && !cancelled_) return;
  while (const BatchRecord* batch = queue_.StartNext(clock_.CalendarAt(now))) {
    if (cancelled_) {
      saving_.insert(batch->time);
      actions_.push_back(SaveBatch{batch->time, batch->lane});
    } else {
      actions_.push_back(RunBatch{batch->time, batch->lane});
    }
  }
}

std::vector<StreamingAction> StreamingRun::Step(absl::Time now) {
  if (phase_ == Phase::kWaiting) StartWhenReady(now);
  if (saves_ && now >= SavingEnds()) {
    GiveUpSaving();
    actions_.push_back(CancelBatchJobs{});
  }
  for (const PlacementAction& action : placement_.Place()) {
    std::visit([this](const auto& a) { actions_.push_back(a); }, action);
  }
  if (phase_ == Phase::kRunning || phase_ == Phase::kStoppingReceivers) CutDueBatches(now);
  if (phase_ == Phase::kStoppingReceivers) DrainWhenReceiversStopped(now);
  for (BatchTime batch : cutter_.TakeReady(now)) Allocate(batch, now);
  if (phase_ == Phase::kDraining) AllocateLateBlocks(now);
  StartBatches(now);
  if (phase_ == Phase::kDraining) EndWhenDrained(now);
  return std::exchange(actions_, {});
}

void StreamingRun::StartWhenReady(absl::Time now) {
  bool is_late = now - created_ >= options_.executors_wait;
  if (executors_ == 0 || (executors_ < options_.expected_executors && !is_late)) return;
  phase_ = Phase::kRunning;
  absl::Time start = options_.manual_clock ? absl::UnixEpoch() : clock_.TimeAt(now);
  timer_.emplace(options_.interval, options_.last_finished ? ToTime(*options_.last_finished) : start);
  for (StreamId stream : streams_) placement_.AddStream(stream);
}

void StreamingRun::CutDueBatches(absl::Time now) {
  for (BatchTime batch : timer_->TakeDue(clock_.TimeAt(now))) {
    std::vector<ReceiverEpoch> running = placement_.Running();
    for (const ReceiverEpoch& receiver : running) {
      actions_.push_back(SendCut{*placement_.receivers().at(receiver.stream).executor, receiver.stream, batch});
    }
    cutter_.Begin(batch, running, now);
  }
}

void StreamingRun::DrainWhenReceiversStopped(absl::Time now) {
  if (HasRecordsToProcess() && !cancelled_)
    receivers_stop_deadline_ = now + receivers_stop_wait();  // They may wait for room.
  if (!placement_.AllStopped() && now < receivers_stop_deadline_) return;
  phase_ = Phase::kDraining;
  cutter_.Begin(timer_->Take(), {}, now);  // One last batch, for what is in none.
}

std::vector<BlockId> StreamingRun::BlocksForABatch() const {
  std::vector<BlockId> ids = blocks_.Assignable();
  std::erase_if(ids, [this](const BlockId& id) { return !placement_.IsExpected({StreamId(id.owner), id.group}); });
  return ids;
}

// Of an executor that was out of reach when the last batch was made, or a replica that was heard of only now.
void StreamingRun::AllocateLateBlocks(absl::Time now) {
  if ((!cancelled_ || saves_) && cutter_.idle() && queue_.idle() && !BlocksForABatch().empty())
    Allocate(timer_->Take(), now);
}

void StreamingRun::Allocate(BatchTime batch, absl::Time now) {
  std::vector<BlockId> ids = BlocksForABatch();
  BatchRecord record{.time = batch, .blocks = static_cast<int64_t>(ids.size()), .submitted = clock_.CalendarAt(now)};
  for (const BlockId& id : ids) {
    const BlockState& block = *blocks_.Find(id);
    const StreamId stream(id.owner);
    record.records += block.records;
    record.stream_records[stream] += block.records;
    if (!block.metadata.empty()) record.stream_metadata[stream].push_back(block.metadata);
  }
  queue_.Add(std::move(record));
  MustApply(AssignBatch{batch, std::move(ids)}, blocks_);
}

void StreamingRun::EndWhenDrained(absl::Time now) {
  bool is_alone = executors_ == 0 && now - no_executor_since_ >= options_.no_executor_wait;
  if (is_alone && !cancelled_) {
    given_up_ = NobodyRunsBatches();
    Cancel(now);
  }
  if (!cutter_.idle() || !queue_.idle()) return;
  phase_ = Phase::kEnded;
  ForgetUntil(blocks_.last_assigned);
  ForgetWaiting();
  actions_.push_back(EndPlan{});
}

absl::Status StreamingRun::NobodyRunsBatches() const {
  if (queue_.idle()) return absl::OkStatus();
  int64_t records = 0;
  for (const BatchRecord& batch : queue_.open()) records += batch.records;
  return absl::UnavailableError(absl::StrCat(
      "the streams have stopped before all their batches had run, since there was no executor for ",
      absl::FormatDuration(options_.no_executor_wait), ": batches=", queue_.open().size(), " records=", records));
}

void StreamingRun::Free(const BlockId& id) {
  for (ExecutorId holder : blocks_.Find(id)->holders) actions_.push_back(FreeBlock{id, holder});
}

void StreamingRun::Forget(BatchTime batch) {
  for (const BlockId& id : blocks_.BlocksOf(batch)) Free(id);
  MustApply(ForgetBatch{batch}, blocks_);
}

void StreamingRun::ForgetUntil(BatchTime batch) {
  while (!blocks_.batches.empty() && blocks_.batches.begin()->first <= batch) Forget(blocks_.batches.begin()->first);
}

void StreamingRun::ForgetWaiting() {
  for (const BlockId& id : blocks_.waiting) Free(id);
  MustApply(sluice::ForgetWaiting{}, blocks_);
}

bool StreamingRun::IsCaughtUp() const {
  if (phase_ == Phase::kEnded) return true;
  return timer_.has_value() && timer_->next() > clock_.manual_now() && cutter_.idle() && queue_.idle();
}

bool StreamingRun::IsSourceDrained() const {
  if (phase_ == Phase::kEnded) return true;
  if (phase_ == Phase::kWaiting || !placement_.AllSourcesClosed()) return false;
  return !HasRecordsToProcess() && blocks_.Assignable().empty();
}

bool StreamingRun::HasRecordsToProcess() const {
  return std::any_of(queue_.open().begin(), queue_.open().end(),
                     [](const BatchRecord& record) { return record.records > 0; });
}

std::optional<absl::Time> StreamingRun::NextDeadline() const {
  std::optional<absl::Time> next = cutter_.NextDeadline();
  auto sooner = [&next](absl::Time time) {
    if (!next.has_value() || time < *next) next = time;
  };
  if (phase_ == Phase::kWaiting && executors_ > 0) sooner(created_ + options_.executors_wait);
  bool is_cutting = phase_ == Phase::kRunning || phase_ == Phase::kStoppingReceivers;
  if (is_cutting && !options_.manual_clock) sooner(clock_.WhenIs(timer_->next()));
  if (phase_ == Phase::kStoppingReceivers) sooner(receivers_stop_deadline_);
  if (saves_) sooner(SavingEnds());
  if (phase_ == Phase::kDraining && executors_ == 0 && !cancelled_)
    sooner(no_executor_since_ + options_.no_executor_wait);
  return next;
}

}  // namespace sluice
