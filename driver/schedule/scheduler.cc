#include "driver/schedule/scheduler.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

// What happened: executors, jobs, outcomes of attempts. scheduler_stages.cc decides what may run, scheduler_launch.cc
// where.

namespace sluice {

Scheduler::Scheduler(const SchedulerOptions& options, const BlockTable& blocks)
    : options_(options), blocks_(blocks), programs_(options.unused_programs_max) {}

void Scheduler::AddExecutor(ExecutorId executor, int slots) {
  free_slots_[executor] = slots;
  for (TaskId task : left_behind_[executor]) actions_.push_back(CancelTask{task, executor});
  left_behind_.erase(executor);
}

void Scheduler::LoseExecutor(ExecutorId executor, absl::Time now) {
  if (free_slots_.erase(executor) == 0) return;
  outputs_.DropHolder(executor);
  std::erase_if(homes_, [executor](const auto& home) { return home.second == executor; });
  stages_moved_ = true;
  holders_may_return_until_ = now + options_.holder_wait;
  for (auto entry = attempts_.begin(); entry != attempts_.end();) {
    if (entry->second.executor != executor) {
      ++entry;
      continue;
    }
    Attempt attempt = entry->second;
    left_behind_[executor].push_back(TaskId(entry->first));
    entry = attempts_.erase(entry);
    if (attempt.cancelled) continue;
    JobRun& job = jobs_.at(attempt.key.job);
    Enqueue(attempt.key, job, *job.Find(attempt.key.shuffle), now);
  }
  for (auto& [id, job] : jobs_) {
    auto place_again = [&, id = id, &job = job](std::optional<ShuffleId> shuffle, StageRun& run) {
      for (int index : run.pending.RemoveNear(executor)) Enqueue({id, shuffle, index}, job, run, now);
    };
    for (auto& [shuffle, run] : job.maps) place_again(shuffle, *run);
    place_again(std::nullopt, job.result);
  }
}

bool Scheduler::AddMapOutput(ExecutorId executor, ShuffleId shuffle, int map, const std::vector<int64_t>& bytes) {
  if (!outputs_.IsOpen(shuffle)) return false;
  if (outputs_.Add(shuffle, map, executor, bytes)) stages_moved_ = true;
  if (outputs_.IsComplete(shuffle)) writers_.erase(shuffle);
  return true;
}

JobId Scheduler::Submit(JobSpec spec) {
  JobId id(next_job_++);
  JobRun& job = jobs_[id];
  job.spec = std::move(spec);
  job.unfinished = static_cast<int>(job.spec.partitions.size());
  job.results.resize(job.spec.partitions.size());
  InitStage(job.result, PlanResultStage(job.spec.rdd, job.spec.terminal), job.spec.partitions.size());
  stages_moved_ = true;
  return id;
}

void Scheduler::FailJobs(const absl::Status& error, bool batches_only) {
  std::vector<JobId> failed;
  for (const auto& [id, job] : jobs_) {
    if (!batches_only || job.spec.batch != BatchTime()) failed.push_back(id);
  }
  for (JobId id : failed) {
    actions_.push_back(FailJob{id, error});
    EndJob(id);
  }
}

void Scheduler::EndJob(JobId id) {
  JobRun& job = jobs_.at(id);
  for (auto& [task, attempt] : attempts_) {
    if (attempt.key.job != id || attempt.cancelled) continue;
    attempt.cancelled = true;
    actions_.push_back(CancelTask{TaskId(task), attempt.executor});
  }
  programs_.Release(job.result.program);
  for (auto& [shuffle, run] : job.maps) programs_.Release(run->program);
  std::erase_if(writers_, [id](const auto& writer) { return writer.second == id; });
  std::erase_if(delayed_, [id](const auto& entry) { return entry.second.job == id; });
  jobs_.erase(id);
  stages_moved_ = true;
}

void Scheduler::OnTaskOutcome(ExecutorId executor, TaskOutcome outcome, absl::Time now) {
  auto found = attempts_.find(outcome.task.value());
  if (found == attempts_.end() || found->second.executor != executor) return;
  Attempt attempt = found->second;
  attempts_.erase(found);
  ++free_slots_.at(executor);
  if (attempt.cancelled) return;
  JobRun& job = jobs_.at(attempt.key.job);
  StageRun& run = *job.Find(attempt.key.shuffle);
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
    run.partitions[key.index].state = PartitionRun::State::kDone;
    const std::string& affinity = run.plan.writes->affinity;
    if (!affinity.empty()) homes_[{affinity, key.index}] = attempt.executor;
    if (!outputs_.IsComplete(*key.shuffle)) return;
    run.plan.writes->written = true;
    writers_.erase(*key.shuffle);
    stages_moved_ = true;
    return;
  }
  Count(key, run.partitions[key.index], outcome);
  run.partitions[key.index].state = PartitionRun::State::kDone;
  job.results[key.index] = std::move(outcome.result);
  if (--job.unfinished > 0) return;
  actions_.push_back(FinishJob{key.job, std::move(job.results)});
  EndJob(key.job);
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
  partition.avoid.insert(attempt.executor);
  if (++partition.failures < options_.failures_max) return Enqueue(attempt.key, job, run, now);
  actions_.push_back(FailJob{attempt.key.job, TaskError(attempt, job, run, message)});
  EndJob(attempt.key.job);
}

void Scheduler::InputLost(const Attempt& attempt, JobRun& job, StageRun& run, const TaskOutcome& outcome,
                          absl::Time now) {
  PartitionRun& partition = run.partitions[attempt.key.index];
  ++partition.input_losses;
  if (partition.input_losses > options_.input_losses_max) {
    actions_.push_back(FailJob{attempt.key.job, TaskError(attempt, job, run, outcome.message)});
    return EndJob(attempt.key.job);
  }
  LoseInput(attempt, job, partition, outcome);
  absl::Duration delay = options_.input_retry_delay * (1 << std::min(partition.input_losses - 1, 10));
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
