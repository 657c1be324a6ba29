#include "driver/schedule/scheduler.h"

#include <algorithm>
#include <utility>

// What happened: executors and jobs. scheduler_outcomes.cc: what became of attempts. scheduler_stages.cc decides what
// may run, scheduler_launch.cc where, scheduler_stragglers.cc what runs twice.

namespace sluice {

Scheduler::Scheduler(const SchedulerOptions& options, const BlockTable& blocks)
    : options_(options),
      blocks_(blocks),
      programs_(options.unused_programs_max),
      pools_(options.pools),
      exclusion_(options.exclusion) {}

void Scheduler::AddExecutor(ExecutorId executor, int slots, const std::string& node) {
  free_slots_[executor] = slots;
  exclusion_.AddExecutor(executor, node);
  for (TaskId task : left_behind_[executor]) actions_.push_back(CancelTask{task, executor});
  left_behind_.erase(executor);
  left_.erase(executor);
}

void Scheduler::LeaveExecutor(ExecutorId executor, absl::Time now) {
  leaving_.try_emplace(executor, next_job_);
  PlaceAgain(executor, now);
}

bool Scheduler::Needs(ExecutorId executor) const {
  const bool runs = std::any_of(attempts_.begin(), attempts_.end(), [executor](const auto& entry) {
    return entry.second.executor == executor && !entry.second.cancelled;
  });
  const bool has_early_jobs = !jobs_.empty() && jobs_.begin()->first < leaving_.at(executor);
  return runs || (has_early_jobs && outputs_.HoldsAny(executor));
}

void Scheduler::LoseExecutor(ExecutorId executor, absl::Time now) {
  if (free_slots_.erase(executor) == 0) return;
  const bool has_left = leaving_.erase(executor) > 0;
  if (has_left) left_.insert(executor);
  outputs_.DropHolder(executor);
  std::erase_if(homes_, [executor](const auto& home) { return home.second == executor; });
  stages_moved_ = true;
  if (!has_left) holders_may_return_until_ = now + options_.holder_wait;
  exclusion_.LoseExecutor(executor);
  std::vector<Attempt> lost;
  for (auto entry = attempts_.begin(); entry != attempts_.end();) {
    if (entry->second.executor != executor) {
      ++entry;
      continue;
    }
    lost.push_back(entry->second);
    left_behind_[executor].push_back(TaskId(entry->first));
    entry = attempts_.erase(entry);
  }
  for (const Attempt& attempt : lost) {
    pools_.TaskEnded(attempt.key.job);
    auto job = jobs_.find(attempt.key.job);
    bool is_wanted = !attempt.cancelled && job != jobs_.end();
    if (is_wanted) Lost(attempt, job->second, *job->second.Find(attempt.key.shuffle), has_left, now);
  }
  PlaceAgain(executor, now);
}

bool Scheduler::AddMapOutput(ExecutorId executor, ShuffleId shuffle, int map, const std::vector<int64_t>& bytes) {
  if (!outputs_.IsOpen(shuffle)) return false;
  if (outputs_.Add(shuffle, map, executor, bytes)) stages_moved_ = true;
  if (outputs_.IsComplete(shuffle)) writers_.erase(shuffle);
  return true;
}

JobId Scheduler::Submit(JobSpec spec, const std::string& pool) {
  JobId id(next_job_++);
  absl::StatusOr<StagePlan> plan = PlanResultStage(spec.rdd, spec.terminal);
  if (!plan.ok()) {
    actions_.push_back(FailJob{id, plan.status()});
    return id;
  }
  pools_.Add(id, pool);
  JobRun& job = jobs_[id];
  job.spec = std::move(spec);
  job.unfinished = static_cast<int>(job.spec.partitions.size());
  job.results.resize(job.spec.partitions.size());
  InitStage(job.result, *std::move(plan), job.spec.partitions.size());
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
  pools_.Remove(id);
  jobs_.erase(id);
  stages_moved_ = true;
}

}  // namespace sluice
