#include "driver/schedule/job_stages.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "common/base/status.h"
#include "engine/task/stage_depth.h"

namespace sluice {
namespace {

constexpr int kMissingShufflesMax = 10'000;  // One after the other. Each step of a job looks at them all.

}  // namespace

void JobStages::Begin(JobId id, StageRun& run, StagePlan plan, size_t partitions, size_t tasks) {
  run.news = news_.Add(id, plan.name, static_cast<int>(tasks));
  run.program = programs_.Use(plan.program);
  run.plan = std::move(plan);
  run.partitions.resize(partitions);
}

absl::Status JobStages::Add(JobId id, JobSpec spec) {
  SLUICE_ASSIGN_OR_RETURN(StagePlan plan, PlanResultStage(spec.rdd, spec.terminal));
  JobRun& job = jobs_[id];
  job.spec = std::move(spec);
  job.result_partitions_left = static_cast<int>(job.spec.partitions.size());
  job.results.resize(job.spec.partitions.size());
  const size_t partitions = job.spec.partitions.size();
  Begin(id, job.result, std::move(plan), partitions, partitions);
  return absl::OkStatus();
}

void JobStages::Remove(JobId id) {
  JobRun& job = jobs_.at(id);
  programs_.Release(job.result.program);
  for (auto& [shuffle, run] : job.maps) programs_.Release(run->program);
  std::erase_if(writers_, [id](const auto& writer) { return writer.second == id; });
  jobs_.erase(id);
}

bool JobStages::AddOutput(ShuffleId shuffle, int map, ExecutorId holder, absl::Span<const int64_t> bytes) {
  const bool is_added = outputs_.Add(shuffle, map, holder, bytes);
  if (outputs_.IsComplete(shuffle)) writers_.erase(shuffle);
  return is_added;
}

void JobStages::DropOutput(const TaskKey& map, ExecutorId holder) {
  if (!outputs_.Drop(*map.shuffle, map.index, holder)) return;
  StageRun* writer = jobs_.at(map.job).Find(map.shuffle);
  if (writer != nullptr) writer->partitions[map.index].avoid.insert(holder);
}

bool JobStages::AddResult(const TaskKey& key, Buffers result) {
  JobRun& job = jobs_.at(key.job);
  job.results[key.index] = std::move(result);
  return --job.result_partitions_left == 0;
}

absl::StatusOr<std::vector<TaskKey>> JobStages::Wanted(JobId id) {
  JobRun& job = jobs_.at(id);
  std::vector<TaskKey> wanted;
  std::vector<MissingShuffle> missing;  // The next one to look at is the last.
  AddMissing(job.result, 1, missing);
  for (int i = 0; job.result.ready && i < static_cast<int>(job.result.partitions.size()); ++i) {
    if (job.result.partitions[i].state == PartitionRun::State::kIdle) wanted.push_back({id, {}, i});
  }
  absl::flat_hash_set<ShuffleId> visited;
  while (!missing.empty()) {
    const MissingShuffle next = std::move(missing.back());
    missing.pop_back();
    if (!visited.insert(next.shuffle->id).second) continue;
    SLUICE_ASSIGN_OR_RETURN(StageRun* const run, StageThatWrites(next, id, job));
    if (run == nullptr) continue;
    AddMissing(*run, next.depth + 1, missing);
    if (!run->ready) continue;
    for (int map : outputs_.Missing(next.shuffle->id)) {
      const PartitionRun::State state = run->partitions[map].state;
      const bool is_coming = state == PartitionRun::State::kPending || state == PartitionRun::State::kRunning;
      if (!is_coming) wanted.push_back({id, next.shuffle->id, map});
    }
  }
  return wanted;
}

// Adds what is missing of what the stage reads; says whether it is ready.
void JobStages::AddMissing(StageRun& run, int depth, std::vector<MissingShuffle>& missing) {
  run.ready = true;
  const size_t before = missing.size();
  for (const auto& shuffle : run.plan.reads) {
    outputs_.Open(shuffle->id, shuffle->parent->partitions, shuffle->reducers);
    if (outputs_.IsComplete(shuffle->id)) continue;
    run.ready = false;
    missing.push_back({shuffle, depth});
  }
  std::reverse(missing.begin() + before, missing.end());
}

// Null: another job runs it.
absl::StatusOr<StageRun*> JobStages::StageThatWrites(const MissingShuffle& missing, JobId id, JobRun& job) {
  const ShuffleDependency& shuffle = *missing.shuffle;
  if (missing.depth > kMissingShufflesMax) {
    return LineageTooLong(shuffle.writer.name, missing.depth,
                          StrCat("max=", kMissingShufflesMax, " stages that are still to run"));
  }
  if (writers_.try_emplace(shuffle.id, id).first->second != id) return nullptr;
  auto known = job.maps.find(shuffle.id);
  if (known != job.maps.end()) return known->second.get();
  SLUICE_ASSIGN_OR_RETURN(StagePlan plan, PlanMapStage(missing.shuffle));
  auto run = std::make_unique<StageRun>();
  Begin(id, *run, std::move(plan), shuffle.parent->partitions, outputs_.Missing(shuffle.id).size());
  return (job.maps[shuffle.id] = std::move(run)).get();
}

}  // namespace sluice
