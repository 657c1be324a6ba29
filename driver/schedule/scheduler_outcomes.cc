#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "driver/schedule/scheduler.h"

// What became of attempts, and what follows for their tasks.

namespace sluice {

void Scheduler::OnTaskOutcome(ExecutorId executor, TaskOutcome outcome, absl::Time now) {
  auto found = attempts_.find(outcome.task.value());
  if (found == attempts_.end() || found->second.executor != executor) return;
  Attempt attempt = found->second;
  attempts_.erase(found);
  ++free_slots_.at(executor);
  pools_.TaskEnded(attempt.key.job);
  if (attempt.cancelled) return;
  JobRun& job = jobs_.at(attempt.key.job);
  StageRun& run = *job.Find(attempt.key.shuffle);
  --run.partitions[attempt.key.index].running;
  switch (outcome.kind) {
    case TaskOutcome::Kind::kSucceeded: return Succeeded(attempt, job, run, outcome, now);
    case TaskOutcome::Kind::kFailed: return Failed(attempt, job, run, outcome.message, now);
    case TaskOutcome::Kind::kInputLost:
    case TaskOutcome::Kind::kCancelled: return InputLost(attempt, job, run, outcome, now);
  }
}

// A map partition that runs again in the same job, because its output was lost, adds nothing.
void Scheduler::Count(const TaskKey& key, PartitionRun& partition, TaskOutcome& outcome) {
  if (std::exchange(partition.is_counted, true) || outcome.updates.empty()) return;
  actions_.push_back(CountUpdates{key.job, std::move(outcome.updates)});
}

void Scheduler::Succeeded(const Attempt& attempt, JobRun& job, StageRun& run, TaskOutcome& outcome, absl::Time now) {
  const TaskKey& key = attempt.key;
  if (key.shuffle.has_value()) {
    int reducers = run.plan.writes->reducers;
    if (static_cast<int>(outcome.map_output_bytes.size()) != reducers) {
      return Failed(
          attempt, job, run,
          absl::StrCat("reported outputs for ", outcome.map_output_bytes.size(), " reducers, there are ", reducers),
          now);
    }
    Count(key, run.partitions[key.index], outcome);
    outputs_.Add(*key.shuffle, key.index, attempt.executor, outcome.map_output_bytes);
    Done(attempt, job, run, now);
    const std::string& affinity = run.plan.writes->affinity;
    if (!affinity.empty()) homes_[{affinity, key.index}] = attempt.executor;
    if (!outputs_.IsComplete(*key.shuffle)) return;
    run.plan.writes->written = true;
    writers_.erase(*key.shuffle);
    stages_moved_ = true;
    return StageDone(run, now);
  }
  Count(key, run.partitions[key.index], outcome);
  Done(attempt, job, run, now);
  job.results[key.index] = std::move(outcome.result);
  if (--job.unfinished > 0) return;
  StageDone(run, now);
  actions_.push_back(FinishJob{key.job, std::move(job.results)});
  EndJob(key.job);
}

void Scheduler::Done(const Attempt& attempt, JobRun& job, StageRun& run, absl::Time now) {
  PartitionRun& partition = run.partitions[attempt.key.index];
  partition.state = PartitionRun::State::kDone;
  if (partition.running > 0) CancelCopies(attempt.key, partition);
  if (options_.speculation.enabled) run.times.Add(now - attempt.started);
}

void Scheduler::StageDone(StageRun& run, absl::Time now) {
  for (ExecutorId executor : exclusion_.OnStageDone(std::exchange(run.failures, {}), now)) {
    actions_.push_back(ExcludeExecutor{executor});
    PlaceAgain(executor, now);
  }
}

absl::Status Scheduler::TaskError(const Attempt& attempt, const JobRun& job, const StageRun& run,
                                  const std::string& what) const {
  int partition = attempt.key.shuffle.has_value() ? attempt.key.index : job.spec.partitions[attempt.key.index];
  return absl::AbortedError(absl::StrCat("task of ", run.plan.name, " for partition ", partition,
                                         " failed for good in attempt ", attempt.number, " on executor ",
                                         attempt.executor.value(), ": ", what));
}

void Scheduler::Failed(const Attempt& attempt, JobRun& job, StageRun& run, const std::string& message, absl::Time now) {
  PartitionRun& partition = run.partitions[attempt.key.index];
  ++run.failures[attempt.executor][attempt.key.index];
  partition.avoid.merge(exclusion_.AvoidedBy(attempt.key.index, run.failures));
  if (++partition.failures < options_.failures_max) {
    if (partition.running == 0) Enqueue(attempt.key, job, run, now);
    if (IsExcluded(attempt.executor, run, now)) PlaceAgain(attempt.executor, now);
    return;
  }
  actions_.push_back(FailJob{attempt.key.job, TaskError(attempt, job, run, message)});
  EndJob(attempt.key.job);
}

// Not the task's fault, unless it happens again and again: then it takes its executors with it. One that left did not
// go because of the task.
void Scheduler::Lost(const Attempt& attempt, JobRun& job, StageRun& run, bool executor_left, absl::Time now) {
  PartitionRun& partition = run.partitions[attempt.key.index];
  --partition.running;
  if (!executor_left && ++partition.executor_losses > options_.executor_losses_max) {
    actions_.push_back(FailJob{
        attempt.key.job, TaskError(attempt, job, run,
                                   absl::StrCat("its executor was lost while it ran, as were ",
                                                options_.executor_losses_max, " others before; see their logs"))});
    return EndJob(attempt.key.job);
  }
  if (partition.running == 0) Enqueue(attempt.key, job, run, now);
}

void Scheduler::InputLost(const Attempt& attempt, JobRun& job, StageRun& run, const TaskOutcome& outcome,
                          absl::Time now) {
  PartitionRun& partition = run.partitions[attempt.key.index];
  if (!left_.contains(outcome.lost_from)) ++partition.input_losses;
  if (partition.input_losses > options_.input_losses_max) {
    actions_.push_back(FailJob{attempt.key.job, TaskError(attempt, job, run, outcome.message)});
    return EndJob(attempt.key.job);
  }
  LoseInput(attempt, job, partition, outcome);
  if (partition.running > 0) return;
  absl::Duration delay = options_.input_retry_delay * (1 << std::clamp(partition.input_losses - 1, 0, 10));
  delayed_.emplace(now + std::min(delay, options_.input_retry_delay_max), attempt.key);
  partition.state = PartitionRun::State::kPending;
  stages_moved_ = true;
}

// A map output is made again, elsewhere. A received block cannot be: the attempt moves to whoever can read it, and only
// when nobody could for long, its holder is not asked any more.
void Scheduler::LoseInput(const Attempt& attempt, JobRun& job, const PartitionRun& partition,
                          const TaskOutcome& outcome) {
  bool reads_blocks = outcome.lost_blocks.empty();
  for (const BlockId& id : outcome.lost_blocks) {
    if (id.kind != BlockId::Kind::kShuffle) {
      reads_blocks = true;
      bool is_hopeless = partition.input_losses >= options_.losses_before_distrust;
      if (is_hopeless) actions_.push_back(DistrustCopy{id, outcome.lost_from});
    } else if (outputs_.Drop(ShuffleId(id.owner), id.group, outcome.lost_from)) {
      StageRun* writer = job.Find(ShuffleId(id.owner));
      if (writer != nullptr) writer->partitions[id.group].avoid.insert(outcome.lost_from);
    }
  }
  if (!reads_blocks) return;
  StageRun& run = *job.Find(attempt.key.shuffle);
  run.partitions[attempt.key.index].avoid.insert(attempt.executor);
}

}  // namespace sluice
