#include <algorithm>
#include <utility>

#include "common/clock/earliest.h"
#include "driver/schedule/scheduler.h"
#include "driver/schedule/task_inputs.h"

// What runs next: tasks that their stage waits for, in the order of the pools, where placement says.

namespace sluice {
namespace {

TaskToPlace ToPlace(JobRun& job, const TaskKey& key) {
  const StageRun& run = *job.Find(key.shuffle);
  return {.stage = run.plan,
          .failures = run.failures,
          .avoid = run.partitions[key.index].avoid,
          .index = key.index,
          .partition = job.RootPartition(key)};
}

}  // namespace

void Scheduler::Enqueue(const TaskKey& key, absl::Time now) {
  JobRun& job = stages_.jobs().at(key.job);
  StageRun& run = *job.Find(key.shuffle);
  PartitionRun& partition = run.partitions[key.index];
  if (partition.state == PartitionRun::State::kIdle) stages_.news().OnWanted(run.news);
  if (partition.state == PartitionRun::State::kDone) stages_.news().OnWantedAgain(run.news);
  partition.state = PartitionRun::State::kPending;
  const TaskPlace place = placement_.Place(ToPlace(job, key), now);
  stages_.AddPending(key, place.near, place.anywhere_from);
}

// False: there is no other executor for it.
bool Scheduler::EnqueueCopy(const TaskKey& key, absl::Time now) {
  std::vector<ExecutorId> others = placement_.Allowed(ToPlace(stages_.jobs().at(key.job), key), now);
  for (const auto& [task, attempt] : attempts_.by_task()) {
    if (attempt.key == key) std::erase(others, attempt.executor);
  }
  if (others.empty()) return false;
  stages_.AddPending(key, others, absl::InfiniteFuture());
  return true;
}

// The executor is not what it was for the tasks that wait for it.
void Scheduler::PlaceAgain(ExecutorId executor, absl::Time now) {
  for (auto& [id, job] : stages_.jobs()) {
    auto place = [&, id = id](std::optional<ShuffleId> shuffle, StageRun& run) {
      for (int index : run.pending.RemoveNear(executor)) {
        PartitionRun& partition = run.partitions[index];
        if (partition.state == PartitionRun::State::kDone) continue;  // Was to be copied.
        if (partition.running > 0) {
          partition.is_copied = EnqueueCopy({id, shuffle, index}, now);
        } else {
          Enqueue({id, shuffle, index}, now);
        }
      }
      return false;
    };
    stages_.VisitPending(id, place);
  }
}

void Scheduler::Launch(ExecutorId executor, const TaskKey& key, absl::Time now) {
  const JobRun& job = stages_.jobs().at(key.job);
  StageRun& run = stages_.RunOf(key);
  PartitionRun& partition = run.partitions[key.index];
  partition.state = PartitionRun::State::kRunning;
  if (partition.running++ == 0) partition.is_copied = false;
  const Attempt attempt{key, executor, partition.attempts++, now};
  executors_.Take(executor);
  pools_.TaskStarted(key.job);
  stages_.news().OnLaunched(run.news);
  actions_.push_back(LaunchTask{.task = attempts_.Start(attempt),
                                .executor = executor,
                                .program = run.program,
                                .stage = &run.plan,
                                .stage_number = StageNews::NumberOf(run.news),
                                .partition = job.RootPartition(key),
                                .attempt = attempt.number,
                                .batch = job.spec.batch,
                                .properties = &job.spec.properties});
}

bool Scheduler::LaunchOne(ExecutorId executor, absl::Time now) {
  auto take = [&](JobId id, std::optional<ShuffleId> shuffle, StageRun& run) {
    const JobRun& job = stages_.jobs().at(id);
    if (!run.ready || run.pending.empty() || placement_.IsExcluded(executor, run.failures, now)) return false;
    while (std::optional<int> index = run.pending.Take(executor, now)) {
      const TaskKey key{id, shuffle, *index};
      if (run.partitions[*index].state == PartitionRun::State::kDone) continue;  // Was to be copied.
      if (shuffle.has_value() &&
          stages_.outputs().Has(*shuffle, *index)) {  // Its executor came back with it meanwhile.
        run.partitions[*index].state = PartitionRun::State::kDone;
        stages_.news().OnDone(run.news);
        continue;
      }
      if (now < holders_may_return_until_ && LacksHolder(run.plan, job.RootPartition(key), blocks_)) {
        delayed_.Add(now + options_.input_retry_delay, key);
        continue;
      }
      if (absl::Status there = CheckInputs(run.plan, job.RootPartition(key), blocks_); !there.ok()) {
        unreadable_.try_emplace(id, std::move(there));
        continue;
      }
      Launch(executor, key, now);
      return true;
    }
    return false;
  };
  for (JobId id : pools_.Order()) {
    auto take_of_job = [&](std::optional<ShuffleId> shuffle, StageRun& run) { return take(id, shuffle, run); };
    if (stages_.VisitPending(id, take_of_job)) return true;
  }
  return false;
}

// One task to each executor in turn, so that few tasks spread over all of them.
void Scheduler::LaunchOnFreeSlots(absl::Time now) {
  const std::map<ExecutorId, int>& slots = executors_.free();
  std::vector<ExecutorId> candidates;
  for (const auto& [executor, free] : slots) {
    if (free > 0) candidates.push_back(executor);
  }
  std::sort(candidates.begin(), candidates.end(),
            [&](ExecutorId a, ExecutorId b) { return slots.at(a) > slots.at(b); });
  while (!candidates.empty()) {
    std::erase_if(candidates,
                  [&](ExecutorId executor) { return !LaunchOne(executor, now) || slots.at(executor) == 0; });
  }
}

void Scheduler::AdvanceJobs(absl::Time now) {
  std::vector<std::pair<JobId, absl::Status>> failed;
  std::vector<JobId> empty;
  for (auto& [id, job] : stages_.jobs()) {
    absl::StatusOr<std::vector<TaskKey>> wanted = stages_.Wanted(id);
    if (!wanted.ok()) {
      failed.emplace_back(id, wanted.status());
      continue;
    }
    for (const TaskKey& key : *wanted) Enqueue(key, now);
    if (job.result_partitions_left == 0) empty.push_back(id);
  }
  for (const auto& [id, error] : failed) Fail(id, error);
  for (JobId id : empty) {
    actions_.push_back(FinishJob{id, {}});
    EndJob(id);
  }
}

std::vector<ScheduleAction> Scheduler::Schedule(absl::Time now) {
  scheduled_at_ = now;
  if (holders_may_return_until_ == absl::InfiniteFuture() && !stages_.jobs().empty())
    holders_may_return_until_ = now + options_.holder_wait;
  // Not when it was seen: other tasks of the job may have been among the actions, which look at its stages.
  for (const auto& [id, error] : std::exchange(unreadable_, {})) {
    if (stages_.jobs().contains(id)) Fail(id, error);
  }
  for (const TaskKey& key : delayed_.TakeDue(now)) {
    const PartitionRun& partition = stages_.PartitionOf(key);
    const bool is_waiting = partition.state == PartitionRun::State::kPending && partition.running == 0;
    if (is_waiting) Enqueue(key, now);
  }
  while (std::exchange(stages_moved_, false)) AdvanceJobs(now);
  for (const TaskKey& key : stages_.WantedBehindCompleted()) Enqueue(key, now);
  for (const TaskKey& key : stragglers_.Look(attempts_, stages_, now)) {
    PartitionRun& partition = stages_.PartitionOf(key);
    if (!partition.is_copied) partition.is_copied = EnqueueCopy(key, now);
  }
  stages_.news().NumberNew();
  LaunchOnFreeSlots(now);
  std::vector<StageMoved> news = stages_.news().Take();
  std::vector<TasksSummarised> summaries = stages_.news().TakeSummaries();
  actions_.insert(actions_.begin(), summaries.begin(), summaries.end());
  actions_.insert(actions_.begin(), news.begin(), news.end());
  return std::exchange(actions_, {});
}

std::optional<absl::Time> Scheduler::NextDeadline() {
  Earliest next;
  next.Add(delayed_.next());
  if (!unreadable_.empty()) next.Add(scheduled_at_);
  if (!attempts_.empty()) next.Add(stragglers_.next());
  if (!executors_.AnyFree()) return next.time();
  // What may run anywhere already waits for something else to happen: the free slots are of excluded executors.
  auto add_of = [&](std::optional<ShuffleId>, StageRun& run) {
    std::optional<absl::Time> deadline = run.ready ? run.pending.NextDeadline() : std::nullopt;
    if (deadline.has_value() && *deadline > scheduled_at_) next.Add(deadline);
    return false;
  };
  for (const auto& [id, job] : stages_.jobs()) stages_.VisitPending(id, add_of);
  return next.time();
}

}  // namespace sluice
