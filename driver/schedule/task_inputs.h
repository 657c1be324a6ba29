#ifndef SLUICE_DRIVER_SCHEDULE_TASK_INPUTS_H_
#define SLUICE_DRIVER_SCHEDULE_TASK_INPUTS_H_

#include <map>
#include <vector>

#include "absl/status/status.h"
#include "driver/block_master/block_table.h"
#include "driver/job/map_output_table.h"
#include "driver/job/stage_plan.h"
#include "proto/executor.pb.h"

namespace sluice {

// Bytes that the task of root partition `partition` reads, by executor that holds them.
std::map<ExecutorId, int64_t> InputBytes(const StagePlan& stage, int partition, const BlockTable& blocks,
                                         const MapOutputTable& outputs);

// Whether some block that the task reads, and that was not given up, is not there.
bool LacksHolder(const StagePlan& stage, int partition, const BlockTable& blocks);

// NOT_FOUND: the task reads a block that was freed, since its batch is over. That is no block without rows.
absl::Status CheckInputs(const StagePlan& stage, int partition, const BlockTable& blocks);

// Tells the task what it reads and who holds it, nearest to `executor` first. Returns the blocks that are not there:
// the task runs without them. REQUIRES: the shuffles the stage reads are complete.
std::vector<BlockId> AddInputs(const StagePlan& stage, int partition, ExecutorId executor, const BlockTable& blocks,
                               const MapOutputTable& outputs, v1::LaunchTask& task);

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_TASK_INPUTS_H_
