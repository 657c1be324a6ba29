#ifndef SLUICE_WORKER_TASK_TASK_ATTEMPT_H_
#define SLUICE_WORKER_TASK_TASK_ATTEMPT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "common/clock/clock.h"
#include "engine/task/compiled_stage.h"
#include "worker/block/block_store.h"
#include "worker/task/input_gather.h"
#include "worker/task/map_output.h"

namespace sluice {

// One attempt to compute one partition of a stage, as the driver orders it.
struct AttemptSpec {
  TaskId task;
  StageId stage;
  int partition = 0;
  int attempt = 0;
  std::optional<BatchKey> batch;  // Its job is of it, or of none.
  std::optional<ShuffleId> written_shuffle;
  std::vector<WantedBlock> inputs;
  std::map<std::string, std::string> properties = {};  // Local ones, of the thread that started the job.
};

// What became of it.
struct AttemptResult {
  enum class Outcome { kSucceeded, kFailed, kInputLost, kCancelled };

  TaskId task;
  Outcome outcome = Outcome::kSucceeded;
  std::string message;
  Buffers value;
  Buffers accumulator_updates;
  std::optional<HeldMapOutput> map_output;
  std::vector<BlockId> lost_blocks;  // Empty unless the outcome is kInputLost.
  ExecutorId lost_from;
  int64_t records_read = 0;
  absl::Duration run_time;
  bool out_of_memory = false;  // Its operators wanted more than there was.
};

// Runs the stage's operators in this thread and puts what they shuffle into `store`. Whatever user code throws fails
// the attempt and nothing else; the message begins with the operator it came out of.
AttemptResult RunAttempt(const AttemptSpec& spec, const CompiledStage& stage, TaskContext& context, BlockStore& store,
                         const Clock& clock);

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_TASK_ATTEMPT_H_
