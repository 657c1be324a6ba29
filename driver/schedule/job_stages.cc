#include "driver/schedule/job_stages.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "common/base/status.h"
#include "engine/task/stage_depth.h"

namespace sluice {
namespace {

constexpr int kMissingShufflesMax = 10'000;  // One after the other.

}  // namespace

void JobStages::Begin(JobId id, StageRun& run, StagePlan plan, size_t partitions, size_t tasks) {
  run.news = news_.Add(id, plan.name, static_cast<int>(tasks));
  run.program = programs_.Use(std::move(plan.program));
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
  if (!is_added || !outputs_.IsComplete(shuffle)) return is_added;
  writers_.erase(shuffle);
  completed_.push_back(shuffle);
  return true;
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
  job.waiting.clear();
  std::vector<TaskKey> wanted;
  std::vector<MissingShuffle> missing;  // The next one to look at is the last.
  AddMissing(job, std::nullopt, 1, missing);
  AddTasks(id, std::nullopt, job.result, wanted);
  absl::flat_hash_set<ShuffleId> visited;
  while (!missing.empty()) {
    const MissingShuffle next = std::move(missing.back());
    missing.pop_back();
    const ShuffleId shuffle = next.shuffle->id;
    if (!visited.insert(shuffle).second) continue;
    SLUICE_ASSIGN_OR_RETURN(StageRun* const run, StageThatWrites(next, id, job));
    if (run == nullptr) continue;
    AddMissing(job, shuffle, next.depth + 1, missing);
    AddTasks(id, shuffle, *run, wanted);
  }
  NoteReads(job);
  return wanted;
}

// For users: who waits for a stage of its job reads it.
void JobStages::NoteReads(JobRun& job) {
  for (const auto& [shuffle, reader] : job.waiting) {
    const StageRun* writer = job.Find(shuffle);
    if (writer != nullptr) news_.AddRead(job.Find(reader)->news, writer->news);
  }
}

std::vector<TaskKey> JobStages::WantedBehindCompleted() {
  std::vector<TaskKey> wanted;
  for (ShuffleId shuffle : std::exchange(completed_, {})) {
    if (outputs_.IsComplete(shuffle)) AddTasksBehind(shuffle, wanted);  // It may have been lost meanwhile.
  }
  return wanted;
}

void JobStages::AddTasksBehind(ShuffleId shuffle, std::vector<TaskKey>& wanted) {
  for (auto& [id, job] : jobs_) {
    const auto [first, last] = job.waiting.equal_range(shuffle);
    for (auto waiting = first; waiting != last; ++waiting) {
      ++looked_at_;
      StageRun& run = *job.Find(waiting->second);
      run.ready = --run.missing_reads == 0;
      AddTasks(id, waiting->second, run, wanted);
    }
    job.waiting.erase(first, last);
  }
}

// Adds what is missing of what the stage reads; says whether it is ready.
void JobStages::AddMissing(JobRun& job, std::optional<ShuffleId> stage, int depth,
                           std::vector<MissingShuffle>& missing) {
  ++looked_at_;
  StageRun& run = *job.Find(stage);
  const size_t before = missing.size();
  for (const auto& shuffle : run.plan.reads) {
    outputs_.Open(shuffle->id, shuffle->parent->partitions, shuffle->reducers);
    if (outputs_.IsComplete(shuffle->id)) continue;
    job.waiting.emplace(shuffle->id, stage);
    missing.push_back({shuffle, depth});
  }
  run.missing_reads = static_cast<int>(missing.size() - before);
  run.ready = run.missing_reads == 0;
  std::reverse(missing.begin() + before, missing.end());
}

// Adds those of the stage, if it is ready, that are not under way.
void JobStages::AddTasks(JobId id, std::optional<ShuffleId> stage, const StageRun& run,
                         std::vector<TaskKey>& wanted) const {
  using enum PartitionRun::State;
  if (!run.ready) return;
  if (stage.has_value()) {
    for (int map : outputs_.Missing(*stage)) {
      const PartitionRun::State state = run.partitions[map].state;
      if (state != kPending && state != kRunning) wanted.push_back({id, stage, map});
    }
  } else {
    for (int i = 0; i < static_cast<int>(run.partitions.size()); ++i) {
      if (run.partitions[i].state == kIdle) wanted.push_back({id, {}, i});
    }
  }
}

void JobStages::AddPending(const TaskKey& key, const std::vector<ExecutorId>& near, absl::Time anywhere_from) {
  RunOf(key).pending.Add(key.index, near, anywhere_from);
  if (key.shuffle.has_value()) jobs_.at(key.job).pending_maps.insert(*key.shuffle);
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
