#include <algorithm>
#include <utility>

#include "driver/schedule/scheduler.h"
#include "driver/schedule/task_inputs.h"

// Where tasks run: near their input, not where they failed, else on any free slot.

namespace sluice {

std::vector<ExecutorId> Scheduler::NotAvoided(const PartitionRun& partition) const {
  std::vector<ExecutorId> others;
  for (const auto& [executor, free] : free_slots_) {
    if (!partition.avoid.contains(executor)) others.push_back(executor);
  }
  return others;
}

// One for all tasks of a stage, as they wait in line.
absl::Duration Scheduler::WaitFor(const StageRun& run) const {
  bool has_state = run.plan.writes != nullptr && !run.plan.writes->affinity.empty();
  return has_state ? options_.state_wait : options_.locality_wait;
}

std::optional<ExecutorId> Scheduler::Home(const StageRun& run, const TaskKey& key) const {
  if (run.plan.writes == nullptr) return std::nullopt;
  auto home = homes_.find({run.plan.writes->affinity, key.index});
  if (home == homes_.end() || run.partitions[key.index].avoid.contains(home->second)) return std::nullopt;
  return home->second;
}

// Executors that hold about as much of the input as the one that holds most: replicas are equal, and a shuffle that is
// spread evenly binds its readers to nobody.
std::vector<ExecutorId> Scheduler::NearExecutors(const StageRun& run, const JobRun& job, const TaskKey& key) const {
  if (std::optional<ExecutorId> home = Home(run, key)) return {*home};
  int partition = key.shuffle.has_value() ? key.index : job.spec.partitions[key.index];
  std::map<ExecutorId, int64_t> bytes = InputBytes(run.plan, partition, blocks_, outputs_);
  const std::set<ExecutorId>& avoid = run.partitions[key.index].avoid;
  std::erase_if(bytes,
                [&](const auto& entry) { return avoid.contains(entry.first) || !free_slots_.contains(entry.first); });
  int64_t most = 0;
  for (const auto& [executor, held] : bytes) most = std::max(most, held);
  std::vector<ExecutorId> near;
  for (const auto& [executor, held] : bytes) {
    if (held > 0 && held >= most / 4 * 3) near.push_back(executor);
  }
  return near.size() == free_slots_.size() ? std::vector<ExecutorId>() : near;
}

void Scheduler::Enqueue(const TaskKey& key, JobRun& job, StageRun& run, absl::Time now) {
  PartitionRun& partition = run.partitions[key.index];
  partition.state = PartitionRun::State::kPending;
  if (free_slots_.size() <= 1) return run.pending.Add(key.index, {}, now);
  std::vector<ExecutorId> near = NearExecutors(run, job, key);
  absl::Time anywhere_from = now + WaitFor(run);
  if (!partition.avoid.empty()) {
    std::vector<ExecutorId> others = NotAvoided(partition);
    if (near.empty() && others.size() < free_slots_.size()) near = others;
    if (!others.empty()) anywhere_from = absl::InfiniteFuture();
  }
  run.pending.Add(key.index, near, anywhere_from);
}

void Scheduler::EnqueueDelayed(absl::Time now) {
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    TaskKey key = delayed_.begin()->second;
    delayed_.erase(delayed_.begin());
    JobRun& job = jobs_.at(key.job);
    Enqueue(key, job, *job.Find(key.shuffle), now);
  }
}

void Scheduler::Launch(ExecutorId executor, const TaskKey& key, JobRun& job, StageRun& run) {
  PartitionRun& partition = run.partitions[key.index];
  partition.state = PartitionRun::State::kRunning;
  TaskId task(next_task_++);
  int number = partition.attempts++;
  attempts_[task.value()] = Attempt{key, executor, number};
  --free_slots_.at(executor);
  actions_.push_back(LaunchTask{.task = task,
                                .executor = executor,
                                .program = run.program,
                                .stage = &run.plan,
                                .partition = key.shuffle.has_value() ? key.index : job.spec.partitions[key.index],
                                .attempt = number,
                                .batch = job.spec.batch});
}

bool Scheduler::LaunchOne(ExecutorId executor, absl::Time now) {
  auto take = [&](JobId id, JobRun& job, std::optional<ShuffleId> shuffle, StageRun& run) {
    if (!run.ready) return false;
    while (std::optional<int> index = run.pending.Take(executor, now)) {
      if (shuffle.has_value() && outputs_.Has(*shuffle, *index)) {  // Its executor came back with it meanwhile.
        run.partitions[*index].state = PartitionRun::State::kDone;
        continue;
      }
      TaskKey key{id, shuffle, *index};
      int partition = shuffle.has_value() ? *index : job.spec.partitions[*index];
      if (now < holders_may_return_until_ && LacksHolder(run.plan, partition, blocks_)) {
        delayed_.emplace(now + options_.input_retry_delay, key);
        continue;
      }
      Launch(executor, key, job, run);
      return true;
    }
    return false;
  };
  for (auto& [id, job] : jobs_) {
    for (auto& [shuffle, run] : job.maps) {
      if (take(id, job, shuffle, *run)) return true;
    }
    if (take(id, job, std::nullopt, job.result)) return true;
  }
  return false;
}

// One task to each executor in turn, so that few tasks spread over all of them.
void Scheduler::LaunchOnFreeSlots(absl::Time now) {
  std::vector<ExecutorId> candidates;
  for (const auto& [executor, free] : free_slots_) {
    if (free > 0) candidates.push_back(executor);
  }
  std::sort(candidates.begin(), candidates.end(),
            [&](ExecutorId a, ExecutorId b) { return free_slots_.at(a) > free_slots_.at(b); });
  while (!candidates.empty()) {
    std::erase_if(candidates,
                  [&](ExecutorId executor) { return !LaunchOne(executor, now) || free_slots_.at(executor) == 0; });
  }
}

std::vector<ScheduleAction> Scheduler::Schedule(absl::Time now) {
  EnqueueDelayed(now);
  while (std::exchange(stages_moved_, false)) {
    for (auto& [id, job] : jobs_) Advance(id, job, now);
    std::vector<JobId> empty;
    for (auto& [id, job] : jobs_) {
      if (job.unfinished == 0) empty.push_back(id);
    }
    for (JobId id : empty) {
      actions_.push_back(FinishJob{id, {}});
      EndJob(id);
    }
  }
  LaunchOnFreeSlots(now);
  return std::exchange(actions_, {});
}

std::optional<absl::Time> Scheduler::NextDeadline() {
  std::optional<absl::Time> next;
  auto sooner = [&next](std::optional<absl::Time> time) {
    if (time.has_value() && (!next.has_value() || *time < *next)) next = time;
  };
  if (!delayed_.empty()) sooner(delayed_.begin()->first);
  bool any_free =
      std::any_of(free_slots_.begin(), free_slots_.end(), [](const auto& slots) { return slots.second > 0; });
  if (!any_free) return next;
  for (auto& [id, job] : jobs_) {
    if (job.result.ready) sooner(job.result.pending.NextDeadline());
    for (auto& [shuffle, run] : job.maps) {
      if (run->ready) sooner(run->pending.NextDeadline());
    }
  }
  return next;
}

}  // namespace sluice
