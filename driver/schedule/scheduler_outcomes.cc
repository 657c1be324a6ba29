#include <algorithm>
#include <utility>

#include "common/base/str_cat.h"
#include "driver/schedule/scheduler.h"

// What became of attempts, and what follows for their tasks.

namespace sluice {
namespace {

absl::Status TaskError(const Attempt& attempt, const JobRun& job, const StageRun& run, std::string_view what) {
  return absl::AbortedError(StrCat("task of ", run.plan.name, " for partition ", job.RootPartition(attempt.key),
                                   " failed for good in attempt ", attempt.number, " on executor ",
                                   attempt.executor.value(), ": ", what));
}

}  // namespace

void Scheduler::OnTaskOutcome(ExecutorId executor, TaskOutcome outcome, absl::Time now) {
  const std::optional<Attempt> attempt = attempts_.End(outcome.task, executor);
  if (!attempt.has_value()) return;
  executors_.GiveBack(executor);
  pools_.TaskEnded(attempt->key.job);
  if (attempt->cancelled) return;
  --stages_.PartitionOf(attempt->key).running;
  stages_.news().OnAttemptEnded(stages_.RunOf(attempt->key).news);
  switch (outcome.kind) {
    case TaskOutcome::Kind::kSucceeded: return Succeeded(*attempt, outcome, now);
    case TaskOutcome::Kind::kFailed: return Failed(*attempt, outcome.message, now);
    case TaskOutcome::Kind::kInputLost:
    case TaskOutcome::Kind::kCancelled: return InputLost(*attempt, outcome, now);
  }
}

void Scheduler::Succeeded(const Attempt& attempt, TaskOutcome& outcome, absl::Time now) {
  const TaskKey& key = attempt.key;
  StageRun& run = stages_.RunOf(key);
  const int outputs = static_cast<int>(outcome.map_output_bytes.size());
  if (key.shuffle.has_value() && outputs != run.plan.writes->reducers) {
    return Failed(attempt, StrCat("reported outputs for ", outputs, " reducers, there are ", run.plan.writes->reducers),
                  now);
  }
  PartitionRun& partition = run.partitions[key.index];
  // A map partition that runs again in the same job, because its output was lost, adds nothing.
  const bool is_first = !std::exchange(partition.is_counted, true);
  if (is_first && !outcome.accumulator_updates.empty())
    actions_.push_back(CountUpdates{key.job, std::move(outcome.accumulator_updates)});
  partition.state = PartitionRun::State::kDone;
  stages_.news().OnSucceeded(run.news, {.partition = stages_.jobs().at(key.job).RootPartition(key),
                                        .executor = attempt.executor,
                                        .run_micros = outcome.run_micros,
                                        .records = outcome.records_read});
  for (const CancelTask& copy : attempts_.CancelAllOf(key)) {
    --partition.running;
    stages_.news().OnAttemptEnded(run.news);
    actions_.push_back(copy);
  }
  if (options_.speculation.enabled) run.times.Add(now - attempt.started);
  if (key.shuffle.has_value()) {
    stages_.AddOutput(*key.shuffle, key.index, attempt.executor, outcome.map_output_bytes);
    homes_.Set(run.plan.writes->affinity, key.index, attempt.executor);
    if (!stages_.outputs().IsComplete(*key.shuffle)) return;
    run.plan.writes->written = true;
    return StageDone(run, now);
  }
  if (!stages_.AddResult(key, std::move(outcome.result))) return;
  StageDone(run, now);
  actions_.push_back(FinishJob{key.job, std::move(stages_.jobs().at(key.job).results)});
  EndJob(key.job);
}

void Scheduler::StageDone(StageRun& run, absl::Time now) {
  for (ExecutorId executor : exclusion_.OnStageDone(std::exchange(run.failures, {}), now)) {
    actions_.push_back(ExcludeExecutor{executor});
    PlaceAgain(executor, now);
  }
}

void Scheduler::Failed(const Attempt& attempt, const std::string& message, absl::Time now) {
  StageRun& run = stages_.RunOf(attempt.key);
  PartitionRun& partition = run.partitions[attempt.key.index];
  ++run.failures[attempt.executor][attempt.key.index];
  stages_.news().OnFailed(run.news);
  partition.avoid.merge(exclusion_.AvoidedBy(attempt.key.index, run.failures));
  if (++partition.failures >= options_.failures_max) {
    return Fail(attempt.key.job, TaskError(attempt, stages_.jobs().at(attempt.key.job), run, message));
  }
  if (partition.running == 0) Enqueue(attempt.key, now);
  if (placement_.IsExcluded(attempt.executor, run.failures, now)) PlaceAgain(attempt.executor, now);
}

// Not the task's fault, unless it happens again and again: then it takes its executors with it. One that left did not
// go because of the task.
void Scheduler::Lost(const Attempt& attempt, absl::Time now) {
  StageRun& run = stages_.RunOf(attempt.key);
  PartitionRun& partition = run.partitions[attempt.key.index];
  --partition.running;
  stages_.news().OnAttemptEnded(run.news);
  if (!executors_.HasLeft(attempt.executor) && ++partition.executor_losses > options_.executor_losses_max) {
    const std::string what = StrCat("its executor was lost while it ran, as were ", options_.executor_losses_max,
                                    " others before; see their logs");
    return Fail(attempt.key.job, TaskError(attempt, stages_.jobs().at(attempt.key.job), run, what));
  }
  if (partition.running == 0) Enqueue(attempt.key, now);
}

void Scheduler::InputLost(const Attempt& attempt, const TaskOutcome& outcome, absl::Time now) {
  StageRun& run = stages_.RunOf(attempt.key);
  PartitionRun& partition = run.partitions[attempt.key.index];
  if (!executors_.HasLeft(outcome.lost_from)) ++partition.input_losses;
  if (partition.input_losses > options_.input_losses_max) {
    return Fail(attempt.key.job, TaskError(attempt, stages_.jobs().at(attempt.key.job), run, outcome.message));
  }
  LoseInput(attempt, outcome);
  if (partition.running > 0) return;
  absl::Duration delay = options_.input_retry_delay * (1 << std::clamp(partition.input_losses - 1, 0, 10));
  delayed_.Add(now + std::min(delay, options_.input_retry_delay_max), attempt.key);
  partition.state = PartitionRun::State::kPending;
  stages_moved_ = true;
}

// A map output is made again, elsewhere. A received block cannot be: the attempt moves to whoever can read it, and only
// when nobody could for long, its holder is not asked any more.
void Scheduler::LoseInput(const Attempt& attempt, const TaskOutcome& outcome) {
  PartitionRun& partition = stages_.PartitionOf(attempt.key);
  bool reads_blocks = outcome.lost_blocks.empty();
  for (const BlockId& id : outcome.lost_blocks) {
    if (id.kind != BlockId::Kind::kShuffle) {
      reads_blocks = true;
      bool is_hopeless = partition.input_losses >= options_.losses_before_distrust;
      if (is_hopeless) actions_.push_back(DistrustCopy{id, outcome.lost_from});
    } else {
      stages_.DropOutput({attempt.key.job, id.shuffle(), id.map()}, outcome.lost_from);
    }
  }
  if (reads_blocks) partition.avoid.insert(attempt.executor);
}

}  // namespace sluice
