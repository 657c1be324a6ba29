#include <utility>

#include "driver/schedule/scheduler.h"

// What may run: a stage is ready when the shuffles it reads are complete; what is missing of them is computed first.

namespace sluice {

void Scheduler::InitStage(StageRun& run, StagePlan plan, size_t partitions) {
  run.program = programs_.Use(plan.program);
  run.plan = std::move(plan);
  run.partitions.resize(partitions);
}

void Scheduler::Advance(JobId id, JobRun& job, absl::Time now) {
  std::set<ShuffleId> visited;
  if (!EnsureReads(id, job, job.result, visited, now)) return;
  for (int i = 0; i < static_cast<int>(job.result.partitions.size()); ++i) {
    if (job.result.partitions[i].state == PartitionRun::State::kIdle) Enqueue({id, {}, i}, job, job.result, now);
  }
}

bool Scheduler::EnsureReads(JobId id, JobRun& job, StageRun& run, std::set<ShuffleId>& visited, absl::Time now) {
  run.ready = true;
  for (const auto& shuffle : run.plan.reads) {
    outputs_.Open(shuffle->id, shuffle->parent->partitions, shuffle->reducers);
    if (outputs_.IsComplete(shuffle->id)) continue;
    run.ready = false;
    if (visited.insert(shuffle->id).second) EnsureShuffle(id, job, shuffle, visited, now);
  }
  return run.ready;
}

void Scheduler::EnsureShuffle(JobId id, JobRun& job, const std::shared_ptr<const ShuffleDependency>& shuffle,
                              std::set<ShuffleId>& visited, absl::Time now) {
  if (writers_.try_emplace(shuffle->id, id).first->second != id) return;
  std::unique_ptr<StageRun>& run = job.maps[shuffle->id];
  if (run == nullptr) {
    run = std::make_unique<StageRun>();
    InitStage(*run, PlanMapStage(shuffle), shuffle->parent->partitions);
  }
  if (!EnsureReads(id, job, *run, visited, now)) return;
  for (int map : outputs_.Missing(shuffle->id)) {
    PartitionRun::State state = run->partitions[map].state;
    bool is_coming = state == PartitionRun::State::kPending || state == PartitionRun::State::kRunning;
    if (!is_coming) Enqueue({id, shuffle->id, map}, job, *run, now);
  }
}

}  // namespace sluice
