#ifndef SLUICE_DRIVER_JOB_STAGE_PLAN_H_
#define SLUICE_DRIVER_JOB_STAGE_PLAN_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/lineage/node.h"
#include "proto/plan.pb.h"

namespace sluice {

// Operators that run fused in one task, from leaves (input blocks or a shuffle) to a root whose rows a terminal takes.
struct StagePlan {
  std::vector<Rdd> ops;                             // As in the program: inputs before what reads them, the root last.
  std::shared_ptr<const ShuffleDependency> writes;  // Null: results go to the driver.
  std::vector<std::shared_ptr<const ShuffleDependency>> reads;  // Each once.
  v1::StageProgram program;
  std::string name;  // "flatMap, map, reduceByKey": for messages.
};

// The stage that computes `root`, back to the shuffles it reads.
StagePlan PlanResultStage(const Rdd& root, const OperatorRef& terminal);
// The stage that writes `shuffle`.
StagePlan PlanMapStage(const std::shared_ptr<const ShuffleDependency>& shuffle);

// One partition of a leaf operator that a task reads.
struct LeafPartition {
  int op = 0;  // Index in StagePlan::ops.
  int partition = 0;
};
// What the task of root partition `partition` reads, each leaf partition once.
std::vector<LeafPartition> LeavesOf(const StagePlan& stage, int partition);

}  // namespace sluice

#endif  // SLUICE_DRIVER_JOB_STAGE_PLAN_H_
