#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "driver/schedule/scheduler.h"
#include "engine/task/stage_depth.h"

// What may run: a stage is ready when the shuffles it reads are complete; what is missing of them is computed first.

namespace sluice {
namespace {

constexpr int kMissingShufflesMax = 10'000;  // One after the other. Each step of a job looks at them all.

}  // namespace

void Scheduler::InitStage(StageRun& run, StagePlan plan, size_t partitions) {
  run.program = programs_.Use(plan.program);
  run.plan = std::move(plan);
  run.partitions.resize(partitions);
}

void Scheduler::AdvanceJobs(absl::Time now) {
  std::vector<FailJob> failed;
  for (auto& [id, job] : jobs_) {
    if (absl::Status advanced = Advance(id, job, now); !advanced.ok()) failed.push_back({id, std::move(advanced)});
  }
  for (FailJob& fail : failed) {
    EndJob(fail.job);
    actions_.push_back(std::move(fail));
  }
}

absl::Status Scheduler::Advance(JobId id, JobRun& job, absl::Time now) {
  std::vector<MissingShuffle> missing;  // The next one to look at is the last.
  AddMissing(job.result, 1, missing);
  for (int i = 0; job.result.ready && i < static_cast<int>(job.result.partitions.size()); ++i) {
    if (job.result.partitions[i].state == PartitionRun::State::kIdle) Enqueue({id, {}, i}, job, job.result, now);
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
      if (!is_coming) Enqueue({id, next.shuffle->id, map}, job, *run, now);
    }
  }
  return absl::OkStatus();
}

// Of what the stage reads; says whether it is ready.
void Scheduler::AddMissing(StageRun& run, int depth, std::vector<MissingShuffle>& missing) {
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
absl::StatusOr<StageRun*> Scheduler::StageThatWrites(const MissingShuffle& missing, JobId id, JobRun& job) {
  const ShuffleDependency& shuffle = *missing.shuffle;
  if (missing.depth > kMissingShufflesMax) {
    return LineageTooLong(shuffle.writer.name, missing.depth, absl::StrCat("max=", kMissingShufflesMax, " shuffles"));
  }
  if (writers_.try_emplace(shuffle.id, id).first->second != id) return nullptr;
  auto known = job.maps.find(shuffle.id);
  if (known != job.maps.end()) return known->second.get();
  SLUICE_ASSIGN_OR_RETURN(StagePlan plan, PlanMapStage(missing.shuffle));
  auto run = std::make_unique<StageRun>();
  InitStage(*run, std::move(plan), shuffle.parent->partitions);
  return (job.maps[shuffle.id] = std::move(run)).get();
}

}  // namespace sluice
