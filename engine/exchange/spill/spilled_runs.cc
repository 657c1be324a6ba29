#include "engine/exchange/spill/spilled_runs.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"
#include "engine/exchange/spill/scratch_space.h"

namespace sluice {

SpilledRuns::SpilledRuns(Kind kind, const TaskMemory& memory, const RunOrder& order)
    : kind_(kind), memory_(memory), order_(order) {}
SpilledRuns::~SpilledRuns() = default;

size_t SpilledRuns::ChunkBytes() const {
  return static_cast<size_t>(
      std::clamp<int64_t>(memory_.budget / static_cast<int64_t>(4 * kRunsPerLevelMax), 4 << 10, 256 << 10));
}

absl::StatusOr<SpilledRuns::Run> SpilledRuns::Write(absl::FunctionRef<void(RunWriter&)> write) const {
  if (memory_.scratch == nullptr) return absl::FailedPreconditionError("there is no disk for what exceeds memory");
  SLUICE_ASSIGN_OR_RETURN(Run run, memory_.scratch->Open());
  RunWriter writer(run, ChunkBytes());
  write(writer);
  SLUICE_RETURN_IF_ERROR(writer.Finish());
  return run;
}

absl::StatusOr<SpilledRuns::Run> SpilledRuns::MergeLevel(std::vector<Run> runs) const {
  RunMerger merger(std::move(runs), order_);
  SLUICE_ASSIGN_OR_RETURN(Run merged, Write([&](RunWriter& out) {
                            while (kind_ == Kind::kGroups ? merger.NextGroup() : merger.NextEntry()) {
                              out.Entry(merger.prefix(), merger.key(), merger.items());
                              for (std::string_view item; merger.NextItem(item);) out.Item(item);
                            }
                          }));
  SLUICE_RETURN_IF_ERROR(merger.status());
  return merged;
}

absl::Status SpilledRuns::Add(absl::FunctionRef<void(RunWriter&)> write) {
  SLUICE_ASSIGN_OR_RETURN(Run run, Write(write));
  for (size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].push_back(std::move(run));
    if (levels_[level].size() < kRunsPerLevelMax) return absl::OkStatus();
    SLUICE_ASSIGN_OR_RETURN(run, MergeLevel(std::exchange(levels_[level], {})));
  }
}

RunMerger SpilledRuns::Merge() {
  std::vector<Run> runs;
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    runs.insert(runs.end(), level->begin(), level->end());
  }
  levels_.clear();
  return RunMerger(std::move(runs), order_);
}

}  // namespace sluice
