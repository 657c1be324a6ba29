#ifndef SLUICE_DRIVER_JOB_STAGE_PLAN_H_
#define SLUICE_DRIVER_JOB_STAGE_PLAN_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/lineage/node.h"
#include "engine/lineage/stage_order.h"
#include "proto/plan.pb.h"

namespace sluice {

// Operators that run fused in one task, from leaves (input blocks or a shuffle) to a root whose rows a terminal takes.
struct StagePlan {
  std::vector<StageOp> ops;                         // As in the program: inputs before what reads them, the root last.
  std::shared_ptr<const ShuffleDependency> writes;  // Null: results go to the driver.
  std::vector<std::shared_ptr<const ShuffleDependency>> reads;  // Each once.
  bool reads_input = false;                                     // Blocks that were received.
  v1::StageProgram program;                                     // Moved away by who runs the stage.
  std::string name;  // "flatMap, map, reduceByKey": for messages. Of many operators the first and last ones.
};

// The stage that computes `root`, back to the shuffles it reads. FAILED_PRECONDITION: its lineage is too long.
absl::StatusOr<StagePlan> PlanResultStage(const Rdd& root, const OperatorRef& terminal);
// The stage that writes `shuffle`. FAILED_PRECONDITION: as above.
absl::StatusOr<StagePlan> PlanMapStage(const std::shared_ptr<const ShuffleDependency>& shuffle);

}  // namespace sluice

#endif  // SLUICE_DRIVER_JOB_STAGE_PLAN_H_
