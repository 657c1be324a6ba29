#include "driver/run/stream/streaming_run.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/clock/earliest.h"

namespace sluice {
namespace {

// The first new batch is the one after it. None: it begins anew.
std::optional<BatchTime> LastOf(const RunBlocks& blocks) {
  const BatchTime last = blocks.last_assigned();
  return last == BatchTime() ? std::nullopt : std::optional(last);
}

// It, or one before it, has failed, or there is no checkpoint of it: until one of a later batch a later run begins with
// it.
bool RunsAgain(const StreamingPlan& plan, BatchTime batch, const absl::Status& result) {
  if (!plan.first_failed) return false;
  const std::optional<BatchTime> first = plan.first_failed();
  return !result.ok() || (first.has_value() && *first <= batch);
}

// A checkpoint of a batch is one of those before it, too.
absl::Status FinishUntil(BatchTime batch, std::map<BatchTime, int64_t>& undone, RunBlocks& blocks) {
  while (!undone.empty() && undone.begin()->first < batch) {
    SLUICE_RETURN_IF_ERROR(blocks.Finish(undone.begin()->first));
    undone.erase(undone.begin());
  }
  return blocks.Finish(batch);
}

}  // namespace

StreamingRun::StreamingRun(RunId id, std::shared_ptr<const StreamingPlan> plan, const StreamingOptions& options,
                           RunLog log, BlockMaster& blocks, ReceiverPlacement& placement, History& history,
                           absl::Time now)
    : id_(id),
      plan_(std::move(plan)),
      options_(options),
      created_(now),
      blocks_(id, plan_, blocks, std::move(log)),
      rates_(options.rates, *plan_),
      news_(id, plan_, history),
      receivers_(id, blocks_, rates_, news_, placement, std::min(plan_->interval, options.cut_grace_max)),
      clock_({plan_->interval, options.manual_clock, LastOf(blocks_)}),
      queue_(plan_->concurrent_batches),
      stop_deadlines_(options, plan_->interval, now) {
  FailUnless(blocks_.Begin());
  for (const SourceStreamSpec& source : plan_->sources) SetRates({source.id});
}

// Without a change that was not made it would do something twice, or lose it.
void StreamingRun::FailUnless(const absl::Status& can_go_on) {
  if (can_go_on.ok() || !failure_.ok()) return;
  failure_ = can_go_on;
  actions_.push_back(RunFailed{failure_});
  if (phase_ < RunPhase::kAbandoning) Abandon();
}

void StreamingRun::OnBatchDone(BatchTime batch, const absl::Status& result, absl::Time now) {
  const bool was_saved = saving_.erase(batch) > 0;
  const bool runs_again = !was_saved && RunsAgain(*plan_, batch, result);
  if (!was_saved && phase_.saves() && (absl::IsCancelled(result) || runs_again)) {
    news_.PutBack(batch);
    return queue_.PutBack(batch);
  }
  if (was_saved) {
    if (result.ok()) FailUnless(blocks_.Finish(batch));
    if (undone_.erase(batch) == 0) news_.Dropped(batch);
    queue_.Drop(batch);
    if (!result.ok()) {
      actions_.push_back(SavingFailed{batch, result});
      undone_[batch] = 0;  // It may be in a log.
    }
  } else {
    if (!runs_again && result.ok()) FailUnless(FinishUntil(batch, undone_, blocks_));
    queue_.Finish(batch);
    BatchRecord record = news_.Finished(batch, result, clock_.CalendarAt(now));
    if (runs_again) undone_[batch] = record.records;
    SetRates(rates_.OnBatchEnded(record));
    actions_.push_back(BatchEnded{std::move(record), phase_.stopped_at_once() ? absl::OkStatus() : result});
  }
  ForgetDone();
}

void StreamingRun::SetRates(const std::set<InputId>& inputs) {
  if (inputs.empty()) return;
  receivers_.SetRates(inputs, actions_);
  for (const SourceStreamSpec& source : plan_->sources) {
    if (inputs.contains(source.id)) source.limit_batches(rates_.BatchLimitOf(source.id));
  }
}

// A batch is done when those before it are, too.
void StreamingRun::ForgetDone() {
  int64_t done = queue_.idle() ? blocks_.last_assigned().value() : queue_.open().front().time.value() - 1;
  if (!undone_.empty()) done = std::min(done, undone_.begin()->first.value() - 1);
  BatchTime forgotten(done - absl::ToInt64Milliseconds(plan_->remember));
  FailUnless(blocks_.ForgetUntil(forgotten, actions_));
}

void StreamingRun::Stop(bool graceful, absl::Time now) {
  if (phase_ >= RunPhase::kStoppingToSave) return;
  const bool has_nothing = phase_ == RunPhase::kWaiting && !blocks_.goes_on();
  if (!graceful || has_nothing) return StopAtOnce(now);
  if (phase_ == RunPhase::kWaiting) return phase_.MoveTo(RunPhase::kWaitingToStop);
  if (phase_ != RunPhase::kRunning) return;
  phase_.MoveTo(RunPhase::kStoppingReceivers);
  stop_deadlines_.WaitForReceivers(now);
  // What was logged and told by nobody is received as well.
  receivers_.Stop(plan_->write_ahead_log ? RunReceivers::Away::kLooksBack : RunReceivers::Away::kStopped, actions_);
}

void StreamingRun::StopAtOnce(absl::Time now) {
  const bool can_save = plan_->save_batch && stop_deadlines_.has_executors() && !phase_.waits();
  if (!can_save) return Abandon();
  actions_.push_back(CancelJobs{});
  for (const auto& [batch, records] : undone_) queue_.AddAgain(batch, records);
  stop_deadlines_.WaitForSaving(now);
  if (phase_ == RunPhase::kDraining) return phase_.MoveTo(RunPhase::kSaving);
  phase_.MoveTo(RunPhase::kStoppingToSave);
  receivers_.Stop(RunReceivers::Away::kStopped, actions_);
}

// What is unfinished is lost, if it is in no log.
void StreamingRun::Abandon() {
  phase_.MoveTo(RunPhase::kAbandoning);
  blocks_.LeaveLog();
  receivers_.DropCuts();
  for (BatchTime batch : queue_.DropQueued()) {
    if (undone_.erase(batch) == 0) news_.Dropped(batch);
    FailUnless(blocks_.Forget(batch, actions_));
  }
  actions_.push_back(CancelJobs{});
  receivers_.Stop(RunReceivers::Away::kStopped, actions_);
}

std::vector<RunAction> StreamingRun::Step(absl::Time now) {
  if (phase_.waits()) StartWhenReady(now);
  if (phase_.saves() && now >= stop_deadlines_.saving()) Abandon();
  receivers_.Place(actions_);
  if (phase_.cuts()) {
    for (BatchTime batch : clock_.TakeDue(now)) receivers_.Cut(batch, now, actions_);
  }
  if (phase_.stops_receivers()) GoOnWhenReceiversStopped(now);
  for (BatchTime batch : receivers_.TakeReady(now)) Assign(batch, now);
  if (phase_.takes_late_blocks()) AssignLateBlocks(now);
  const bool has_drained = phase_ == RunPhase::kDraining && !receivers_.has_cuts() && queue_.idle();
  if (has_drained && !undone_.empty()) StopAtOnce(now);  // A later run is to have them.
  StartBatches(now);
  EndWhenDrained(now);
  return std::exchange(actions_, {});
}

void StreamingRun::StartWhenReady(absl::Time now) {
  bool is_late = now - created_ >= options_.executors_wait;
  if (!stop_deadlines_.has_executors() || (stop_deadlines_.executors() < options_.expected_executors && !is_late))
    return;
  const bool stops = phase_ == RunPhase::kWaitingToStop;
  phase_.MoveTo(RunPhase::kRunning);
  if (auto warning = clock_.Start(now)) actions_.push_back(WarnOfTimes{*std::move(warning)});
  receivers_.Start();
  QueueUnfinished(now);
  if (stops) Stop(/*graceful=*/true, now);
}

// Of a former life, before the batches that are due since.
void StreamingRun::QueueUnfinished(absl::Time now) {
  absl::StatusOr<std::vector<BatchRecord>> unfinished = blocks_.Unfinished(actions_);
  if (!unfinished.ok()) return FailUnless(unfinished.status());
  for (BatchRecord& record : *unfinished) {
    record.submitted = clock_.CalendarAt(now);
    queue_.Add(record.time, record.records);
    news_.Submitted(std::move(record));
  }
}

void StreamingRun::GoOnWhenReceiversStopped(absl::Time now) {
  // Batches give back the room they take: those of this run, or of another one on the same executors.
  const bool may_get_room = queue_.records() > 0 || receivers_.any_waits_for_room();
  if (!phase_.saves() && stop_deadlines_.has_executors() && may_get_room) stop_deadlines_.WaitForReceivers(now);
  if (!receivers_.all_stopped() && now < stop_deadlines_.receivers()) return;
  phase_.MoveTo(phase_.saves() ? RunPhase::kSaving : RunPhase::kDraining);
  receivers_.CutUnasked(clock_.Take(), now);  // One last batch, for what is in none.
}

// Of an executor that was out of reach when the last batch was made, or a replica that was heard of only now.
void StreamingRun::AssignLateBlocks(absl::Time now) {
  if (!receivers_.has_cuts() && queue_.idle() && blocks_.HasAssignable()) Assign(clock_.Take(), now);
}

void StreamingRun::Assign(BatchTime batch, absl::Time now) {
  if (!failure_.ok()) return;
  absl::StatusOr<BatchRecord> record = blocks_.Assign(batch);
  if (!record.ok()) return FailUnless(record.status());
  record->submitted = clock_.CalendarAt(now);
  queue_.Add(batch, record->records);
  news_.Submitted(*std::move(record));
}

void StreamingRun::StartBatches(absl::Time now) {
  if (phase_.waits() || (!stop_deadlines_.has_executors() && !phase_.stopped_at_once())) return;
  const bool saves = phase_.saves();
  while (const QueuedBatch* batch = queue_.StartNext()) {
    auto call = [saves, plan = plan_, key = BatchKey{id_, batch->time}, blocks = blocks_.Of(batch->time),
                 commit = blocks_.Committer()]() -> absl::Status {
      const absl::Status logged = commit();  // A batch that is not in the log neither runs nor is saved.
      if (saves) return logged.ok() ? plan->save_batch(key, blocks) : logged;
      if (logged.ok()) return plan->run_batch(key, blocks);
      return plan->fail_batch ? plan->fail_batch(key, blocks, logged) : logged;
    };
    if (saves) saving_.insert(batch->time);
    if (!undone_.contains(batch->time)) news_.Started(batch->time, clock_.CalendarAt(now), /*to_save=*/saves);
    actions_.push_back(CallForBatch{batch->time, batch->lane, std::move(call)});
  }
}

void StreamingRun::EndWhenDrained(absl::Time now) {
  if (phase_.stops_gracefully() && now >= GivesUp()) {
    given_up_ = LeftOut();
    StopAtOnce(now);
  }
  if (!phase_.CanEnd() || receivers_.has_cuts() || !queue_.idle()) return;
  FailUnless(blocks_.End(actions_));
  phase_.MoveTo(RunPhase::kEnded);
  actions_.push_back(EndOfRun{given_up_, blocks_.records_for_later()});
}

int64_t StreamingRun::RecordsLeft() const {
  return phase_.waits() ? blocks_.records_of_former_life() : blocks_.RecordsUnassigned() + queue_.records();
}

absl::Status StreamingRun::LeftOut() const {
  const int64_t records = RecordsLeft();
  if (queue_.idle() && records == 0) return absl::OkStatus();
  return absl::UnavailableError(StrCat("the streams have stopped before all their batches had run, since ",
                                       stop_deadlines_.has_executors() ? "they had to end" : "there was no executor",
                                       ": batches=", queue_.open().size(), " records=", records));
}

bool StreamingRun::IsDrained() const {
  if (phase_ == RunPhase::kEnded) return true;
  if (phase_.waits() || !receivers_.all_sources_closed()) return false;
  return queue_.records() == 0 && !blocks_.HasAssignable();
}

std::optional<absl::Time> StreamingRun::NextDeadline() const {
  Earliest next;
  next.Add(receivers_.NextDeadline());
  if (phase_.waits() && stop_deadlines_.has_executors()) next.Add(created_ + options_.executors_wait);
  if (phase_.cuts()) next.Add(clock_.NextDeadline());
  if (phase_.stops_receivers()) next.Add(stop_deadlines_.receivers());
  if (phase_.saves()) next.Add(stop_deadlines_.saving());
  if (phase_.stops_gracefully()) next.Add(GivesUp());
  return next.time();
}

RunStatus StreamingRun::Describe() const {
  RunStatus status{.id = id_, .batch_interval = plan_->interval};
  for (StreamId stream : receivers_.started() ? blocks_.streams() : std::vector<StreamId>()) {
    const InputStreamSpec& input = blocks_.InputOf(stream);
    status.inputs.push_back({input.id, input.receiver.name, receivers_.StatusOf(stream)});
    status.inputs.back().receiver.records = blocks_.RecordsOf(status.inputs.back().receiver.id);
  }
  status.rates = rates_.Describe();
  status.batches = news_.Batches();
  return status;
}

}  // namespace sluice
