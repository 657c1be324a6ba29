#include "driver/schedule/scheduler.h"

#include <algorithm>
#include <utility>

// What happened: executors and jobs. scheduler_outcomes.cc: what became of attempts. scheduler_launch.cc: what runs
// next.

namespace sluice {

Scheduler::Scheduler(const SchedulerOptions& options, const BlockTable& blocks)
    : options_(options),
      blocks_(blocks),
      exclusion_(options.exclusion),
      stages_(options.programs, options.life, options.first_stage),
      pools_(options.pools),
      attempts_(options.life),
      stragglers_(options.speculation),
      placement_({executors_, exclusion_, homes_, blocks_, stages_.outputs()},
                 {.input = options.locality_wait, .state = options.state_wait}),
      next_job_(options.first_job.value()) {}

void Scheduler::AddExecutor(ExecutorId executor, int slots, const std::string& node,
                            const std::vector<FoundState>& states) {
  if (executors_.size() == 0) holders_may_return_until_ = absl::InfiniteFuture();  // Others will follow it.
  executors_.Add(executor, slots);
  exclusion_.AddExecutor(executor, node);
  for (const FoundState& state : states) homes_.Found(state, executor);
  for (const CancelTask& cancel : attempts_.AddExecutor(executor)) actions_.push_back(cancel);
}

void Scheduler::LeaveExecutor(ExecutorId executor, absl::Time now) {
  executors_.Leave(executor, JobId(next_job_));
  PlaceAgain(executor, now);
}

bool Scheduler::Needs(ExecutorId executor) const {
  const auto readers = readers_.find(executor);
  const bool is_read = readers != readers_.end() && attempts_.AnyWantedOfTheFirst(readers->second);
  const bool has_early_jobs = stages_.HasJobBefore(executors_.LeavesSince(executor));
  return is_read || attempts_.AnyWantedOn(executor) || (has_early_jobs && stages_.outputs().HoldsAny(executor));
}

std::vector<MapOutputId> Scheduler::KeptBy(ExecutorId executor) const {
  if (stages_.HasJobBefore(executors_.LeavesSince(executor))) return {};
  return stages_.outputs().HeldBy(executor);
}

void Scheduler::LoseExecutor(ExecutorId executor, absl::Time now) {
  if (!executors_.Lose(executor)) return;
  readers_.erase(executor);
  stages_.outputs().DropHolder(executor);
  homes_.LoseExecutor(executor);
  stages_moved_ = true;
  if (!executors_.HasLeft(executor)) {
    holders_may_return_until_ = std::max(holders_may_return_until_, now + options_.holder_wait);
  }
  exclusion_.LoseExecutor(executor);
  for (const Attempt& attempt : attempts_.LoseExecutor(executor)) {
    pools_.TaskEnded(attempt.key.job);
    const bool is_wanted = !attempt.cancelled && stages_.jobs().contains(attempt.key.job);
    if (is_wanted) Lost(attempt, now);
  }
  PlaceAgain(executor, now);
}

bool Scheduler::AddMapOutput(ExecutorId executor, ShuffleId shuffle, int map, const std::vector<int64_t>& bytes) {
  if (!stages_.outputs().IsOpen(shuffle)) return false;
  const std::optional<ExecutorId> holder = stages_.outputs().HolderOf({shuffle, map});
  const bool is_moved = holder.has_value() && executors_.IsLeaving(*holder) && !executors_.IsLeaving(executor);
  if (is_moved) {
    stages_.outputs().Move({shuffle, map}, *holder, executor);
    readers_[*holder] = attempts_.started();
  } else {
    stages_.AddOutput(shuffle, map, executor, bytes);
  }
  return true;
}

JobId Scheduler::Submit(JobSpec spec, const std::string& pool) {
  JobId id(next_job_++);
  if (absl::Status added = stages_.Add(id, std::move(spec)); !added.ok()) {
    actions_.push_back(FailJob{id, std::move(added)});
    return id;
  }
  pools_.Add(id, pool);
  stages_moved_ = true;
  return id;
}

void Scheduler::FailJobs(const JobCanceller::Verdict& verdict) {
  std::vector<std::pair<JobId, absl::Status>> failed;
  for (const auto& [id, job] : stages_.jobs()) {
    if (absl::Status error = verdict(id, job.spec); !error.ok()) failed.emplace_back(id, std::move(error));
  }
  for (const auto& [id, error] : failed) Fail(id, error);
}

void Scheduler::Fail(JobId id, const absl::Status& error) {
  actions_.push_back(FailJob{id, error});
  EndJob(id);
}

void Scheduler::EndJob(JobId id) {
  for (const CancelTask& cancel : attempts_.CancelJob(id)) actions_.push_back(cancel);
  delayed_.RemoveJob(id);
  pools_.Remove(id);
  stages_.Remove(id);
  stages_moved_ = true;
}

}  // namespace sluice
