#include <algorithm>
#include <utility>

#include "driver/schedule/scheduler.h"
#include "driver/schedule/task_inputs.h"

// Where tasks run: near their input, not where they failed, else on any free slot.

namespace sluice {

// It leaves, and others stay.
bool Scheduler::IsSpared(ExecutorId executor) const {
  return leaving_.contains(executor) && leaving_.size() < free_slots_.size();
}

// Nobody is excluded when nobody would be left.
bool Scheduler::IsExcluded(ExecutorId executor, const StageRun& run, absl::Time now) const {
  if (IsSpared(executor)) return true;
  if (!options_.exclusion.enabled) return false;
  auto is_excluded = [&](ExecutorId one) { return IsSpared(one) || exclusion_.IsExcluded(one, run.failures, now); };
  return is_excluded(executor) && !std::all_of(free_slots_.begin(), free_slots_.end(),
                                               [&](const auto& slots) { return is_excluded(slots.first); });
}

std::vector<ExecutorId> Scheduler::NotAvoided(const StageRun& run, const PartitionRun& partition,
                                              absl::Time now) const {
  std::vector<ExecutorId> others;
  for (const auto& [executor, free] : free_slots_) {
    if (!partition.avoid.contains(executor) && !IsExcluded(executor, run, now)) others.push_back(executor);
  }
  return others;
}

// One for all tasks of a stage, as they wait in line.
absl::Duration Scheduler::WaitFor(const StageRun& run) const {
  bool has_state = run.plan.writes != nullptr && !run.plan.writes->affinity.empty();
  return has_state ? options_.state_wait : options_.locality_wait;
}

std::optional<ExecutorId> Scheduler::Home(const StageRun& run, const TaskKey& key, absl::Time now) const {
  if (run.plan.writes == nullptr) return std::nullopt;
  auto home = homes_.find({run.plan.writes->affinity, key.index});
  if (home == homes_.end() || run.partitions[key.index].avoid.contains(home->second)) return std::nullopt;
  if (IsExcluded(home->second, run, now)) return std::nullopt;
  return home->second;
}

// Executors that hold about as much of the input as the one that holds most: replicas are equal, and a shuffle that is
// spread evenly binds its readers to nobody.
std::vector<ExecutorId> Scheduler::NearExecutors(const StageRun& run, const JobRun& job, const TaskKey& key,
                                                 absl::Time now) const {
  if (std::optional<ExecutorId> home = Home(run, key, now)) return {*home};
  int partition = key.shuffle.has_value() ? key.index : job.spec.partitions[key.index];
  std::map<ExecutorId, int64_t> bytes = InputBytes(run.plan, partition, blocks_, outputs_);
  const std::set<ExecutorId>& avoid = run.partitions[key.index].avoid;
  std::erase_if(bytes, [&](const auto& entry) {
    return avoid.contains(entry.first) || !free_slots_.contains(entry.first) || IsExcluded(entry.first, run, now);
  });
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
  std::vector<ExecutorId> near = NearExecutors(run, job, key, now);
  absl::Time anywhere_from = now + WaitFor(run);
  if (!partition.avoid.empty()) {
    std::vector<ExecutorId> others = NotAvoided(run, partition, now);
    if (near.empty() && others.size() < free_slots_.size()) near = others;
    if (!others.empty()) anywhere_from = absl::InfiniteFuture();
  }
  run.pending.Add(key.index, near, anywhere_from);
}

// The executor is not what it was for the tasks that wait for it.
void Scheduler::PlaceAgain(ExecutorId executor, absl::Time now) {
  for (auto& [id, job] : jobs_) {
    auto place = [&, id = id, &job = job](std::optional<ShuffleId> shuffle, StageRun& run) {
      for (int index : run.pending.RemoveNear(executor)) {
        const TaskKey key{id, shuffle, index};
        PartitionRun& partition = run.partitions[index];
        if (partition.state == PartitionRun::State::kDone) continue;  // Was to be copied.
        if (partition.running > 0) {
          partition.is_copied = EnqueueCopy(key, run, now);
        } else {
          Enqueue(key, job, run, now);
        }
      }
    };
    for (auto& [shuffle, run] : job.maps) place(shuffle, *run);
    place(std::nullopt, job.result);
  }
}

void Scheduler::EnqueueDelayed(absl::Time now) {
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    TaskKey key = delayed_.begin()->second;
    delayed_.erase(delayed_.begin());
    JobRun& job = jobs_.at(key.job);
    StageRun& run = *job.Find(key.shuffle);
    const PartitionRun& partition = run.partitions[key.index];
    bool is_waiting = partition.state == PartitionRun::State::kPending && partition.running == 0;
    if (is_waiting) Enqueue(key, job, run, now);
  }
}

void Scheduler::Launch(ExecutorId executor, const TaskKey& key, JobRun& job, StageRun& run, absl::Time now) {
  PartitionRun& partition = run.partitions[key.index];
  partition.state = PartitionRun::State::kRunning;
  if (partition.running++ == 0) partition.is_copied = false;
  TaskId task(next_task_++);
  int number = partition.attempts++;
  attempts_[task.value()] = Attempt{key, executor, number, now};
  --free_slots_.at(executor);
  pools_.TaskStarted(key.job);
  actions_.push_back(LaunchTask{.task = task,
                                .executor = executor,
                                .program = run.program,
                                .stage = &run.plan,
                                .partition = key.shuffle.has_value() ? key.index : job.spec.partitions[key.index],
                                .attempt = number,
                                .batch = job.spec.batch,
                                .properties = &job.spec.properties});
}

bool Scheduler::LaunchOne(ExecutorId executor, absl::Time now) {
  auto take = [&](JobId id, JobRun& job, std::optional<ShuffleId> shuffle, StageRun& run) {
    if (!run.ready || run.pending.empty() || IsExcluded(executor, run, now)) return false;
    while (std::optional<int> index = run.pending.Take(executor, now)) {
      if (run.partitions[*index].state == PartitionRun::State::kDone) continue;  // Was to be copied.
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
      Launch(executor, key, job, run, now);
      return true;
    }
    return false;
  };
  for (JobId id : pools_.Order()) {
    JobRun& job = jobs_.at(id);
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
  scheduled_at_ = now;
  EnqueueDelayed(now);
  while (std::exchange(stages_moved_, false)) {
    AdvanceJobs(now);
    std::vector<JobId> empty;
    for (auto& [id, job] : jobs_) {
      if (job.unfinished == 0) empty.push_back(id);
    }
    for (JobId id : empty) {
      actions_.push_back(FinishJob{id, {}});
      EndJob(id);
    }
  }
  LookForStragglers(now);
  LaunchOnFreeSlots(now);
  return std::exchange(actions_, {});
}

std::optional<absl::Time> Scheduler::NextDeadline() {
  std::optional<absl::Time> next;
  auto sooner = [&next](std::optional<absl::Time> time) {
    if (time.has_value() && (!next.has_value() || *time < *next)) next = time;
  };
  if (!delayed_.empty()) sooner(delayed_.begin()->first);
  if (options_.speculation.enabled && !attempts_.empty()) sooner(look_for_stragglers_at_);
  bool any_free =
      std::any_of(free_slots_.begin(), free_slots_.end(), [](const auto& slots) { return slots.second > 0; });
  if (!any_free) return next;
  // What may run anywhere already waits for something else to happen: the free slots are of excluded executors.
  auto sooner_for = [&](StageRun& run) {
    std::optional<absl::Time> deadline = run.ready ? run.pending.NextDeadline() : std::nullopt;
    if (deadline.has_value() && *deadline > scheduled_at_) sooner(deadline);
  };
  for (auto& [id, job] : jobs_) {
    sooner_for(job.result);
    for (auto& [shuffle, run] : job.maps) sooner_for(*run);
  }
  return next;
}

}  // namespace sluice
