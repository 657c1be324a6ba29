#ifndef SLUICE_DRIVER_SCHEDULE_PLACEMENT_TASK_PLACEMENT_H_
#define SLUICE_DRIVER_SCHEDULE_PLACEMENT_TASK_PLACEMENT_H_

#include <optional>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "driver/block_master/block_table.h"
#include "driver/job/map_output_table.h"
#include "driver/job/stage_plan.h"
#include "driver/schedule/exclusion.h"
#include "driver/schedule/placement/executor_slots.h"
#include "driver/schedule/placement/state_homes.h"

namespace sluice {

// All that placement looks at. It changes none of it.
struct PlacementView {
  const ExecutorSlots& executors;
  const Exclusion& exclusion;
  const StateHomes& homes;
  const BlockTable& blocks;
  const MapOutputTable& outputs;
};

// What a task is, to be placed.
struct TaskToPlace {
  const StagePlan& stage;
  const StageFailures& failures;      // Its stage has failed there.
  const std::set<ExecutorId>& avoid;  // The task itself did not succeed there.
  int index = 0;                      // The tasks of its stage count from 0.
  int partition = 0;                  // It computes this one of the stage's root.
};

// Where a task waits for a slot.
struct TaskPlace {
  std::vector<ExecutorId> near;  // Empty: any executor is as good.
  absl::Time anywhere_from;      // From then on any executor will do, too.
};

// Decides where tasks run: where their state or most of their input lies, not where they failed, else on any free slot.
// Pure: it reads its view and has no state of its own.
class TaskPlacement {
 public:
  // A slot elsewhere may stay free for so long, for one that is nearer to the input, or to state in memory.
  struct Waits {
    absl::Duration input;
    absl::Duration state;
  };
  TaskPlacement(const PlacementView& view, const Waits& waits) : view_(view), waits_(waits) {}

  TaskPlace Place(const TaskToPlace& task, absl::Time now) const;
  // Executors that neither the task nor its stage avoids.
  std::vector<ExecutorId> Allowed(const TaskToPlace& task, absl::Time now) const;
  // Whether the stage, or everything, avoids the executor. Nobody is excluded when nobody would be left.
  bool IsExcluded(ExecutorId executor, const StageFailures& failures, absl::Time now) const;

 private:
  std::optional<ExecutorId> HomeOf(const TaskToPlace& task, absl::Time now) const;
  std::vector<ExecutorId> NearOf(const TaskToPlace& task, absl::Time now) const;

  const PlacementView view_;
  const Waits waits_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_PLACEMENT_TASK_PLACEMENT_H_
