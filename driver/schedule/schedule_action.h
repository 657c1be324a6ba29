#ifndef SLUICE_DRIVER_SCHEDULE_SCHEDULE_ACTION_H_
#define SLUICE_DRIVER_SCHEDULE_SCHEDULE_ACTION_H_

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "common/base/batch_key.h"
#include "common/base/block_id.h"
#include "common/base/buffer.h"
#include "driver/history/task_summary.h"
#include "driver/job/stage_plan.h"
#include "driver/schedule/stage_news.h"
#include "engine/lineage/job_record.h"

namespace sluice {

// What an executor says about an attempt.
struct TaskOutcome {
  enum class Kind { kSucceeded, kFailed, kInputLost, kCancelled };
  TaskId task;
  Kind kind = Kind::kSucceeded;
  std::string message;
  Buffers result;
  Buffers accumulator_updates;
  int64_t run_micros = 0;
  int64_t records_read = 0;
  std::vector<int64_t> map_output_bytes;  // One number for each reducer; empty unless the task writes a shuffle.
  std::vector<BlockId> lost_blocks;
  ExecutorId lost_from;  // It may be kInLog.
};

struct LaunchTask {
  TaskId task;
  ExecutorId executor;
  StageId program;
  const StagePlan* stage = nullptr;  // It is there until the next call of the scheduler.
  StageNumber stage_number;
  int partition = 0;
  int attempt = 0;
  std::optional<BatchKey> batch;
  const std::map<std::string, std::string>* properties = nullptr;  // They are there as long as `stage`.
};
struct CancelTask {
  TaskId task;
  ExecutorId executor;
};
// What a partition's first success in the job has added to accumulators. Before the job's end.
struct CountUpdates {
  JobId job;
  Buffers accumulator_updates;
};
struct FinishJob {
  JobId job;
  std::vector<Buffers> results;
};
struct FailJob {
  JobId job;
  absl::Status error;
};
// `holder`, or the log of its receiver, has not given the block to several attempts: others should not ask again.
struct DistrustCopy {
  BlockId block;
  ExecutorId holder;
};
// For a while, as long as there are others; said once.
struct ExcludeExecutor {
  ExecutorId executor;
};
// The first two are for users.
using ScheduleAction = std::variant<StageMoved, TasksSummarised, LaunchTask, CancelTask, CountUpdates, FinishJob,
                                    FailJob, DistrustCopy, ExcludeExecutor>;

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_SCHEDULE_ACTION_H_
