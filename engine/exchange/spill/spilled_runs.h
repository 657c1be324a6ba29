#ifndef SLUICE_ENGINE_EXCHANGE_SPILL_SPILLED_RUNS_H_
#define SLUICE_ENGINE_EXCHANGE_SPILL_SPILLED_RUNS_H_

#include <memory>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/exchange/spill/run_merger.h"
#include "engine/task/task_memory.h"

namespace sluice {

// What one operator has put on disk: sorted runs, of which many are merged to one, so that few are read side by side.
class SpilledRuns {
 public:
  enum class Kind { kRows, kGroups };  // Groups: equal keys become one entry; a run has no two of them.

  // Both outlive this. `memory` has a scratch space once there is something to add.
  SpilledRuns(Kind kind, const TaskMemory& memory, const RunOrder& order);
  ~SpilledRuns();

  // `write` gives entries in order.
  absl::Status Add(absl::FunctionRef<void(RunWriter&)> write);
  bool empty() const { return levels_.empty(); }

  // All runs as one, in the order of Add where entries are equal. Once, after the last Add.
  RunMerger Merge();

 private:
  static constexpr size_t kRunsPerLevelMax = 32;
  using Run = std::shared_ptr<ScratchFile>;

  size_t ChunkBytes() const;
  absl::StatusOr<Run> Write(absl::FunctionRef<void(RunWriter&)> write) const;
  absl::StatusOr<Run> MergeLevel(std::vector<Run> runs) const;

  const Kind kind_;
  const TaskMemory& memory_;
  const RunOrder& order_;
  std::vector<std::vector<Run>>
      levels_;  // A run of a level is made of kRunsPerLevelMax, older ones, of the level before.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_SPILL_SPILLED_RUNS_H_
