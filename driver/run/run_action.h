#ifndef SLUICE_DRIVER_RUN_RUN_ACTION_H_
#define SLUICE_DRIVER_RUN_RUN_ACTION_H_

#include <functional>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "common/base/block_info.h"
#include "driver/batch/receiver_placement.h"
#include "engine/dstream/streaming_backend.h"
#include "state/received/received_log_names.h"

namespace sluice {

// What a run wants done.

// Call this where it may block, and tell OnBatchDone what it returned. Calls of one lane come one after the other,
// those of different lanes side by side.
struct CallForBatch {
  BatchTime batch;
  int lane = 0;
  std::function<absl::Status()> call;
};
// A batch that the run's users know is over. `error`: what they are to be told, OK if nothing.
struct BatchEnded {
  BatchRecord record;
  absl::Status error;
};
// What was received for the batch is not kept for a later run.
struct SavingFailed {
  BatchTime batch;
  absl::Status error;
};
// The jobs of its batches end as cancelled.
struct CancelJobs {};
struct FreeBlock {
  BlockId block;
  ExecutorId holder;
};
// What users are to know of the times of its batches.
struct WarnOfTimes {
  std::string text;
};
// The run cannot do what it has to, and ends.
struct RunFailed {
  absl::Status error;
};
// `how`: an error if it had to leave out what a graceful stop does.
struct EndOfRun {
  absl::Status how;
  int64_t records_for_later = 0;  // A later life of the run has so many that this one has not processed.
};

// What executors are to do for a run that has receivers. StopReceiver is the placement's.
struct LaunchReceiver {
  ReceiverEpoch receiver;
  ExecutorId executor;
  InputStreamSpec input;
  int64_t records_per_second = 0;  // It takes at most so many; 0: no limit.
  ReceivedLogPlace log = {};       // Where it has a log, if it has one.
  SafePositions positions = {};    // It goes on there, if its source has positions.
};
struct SetReceiverRate {
  ExecutorId executor;
  ReceiverEpoch receiver;
  int64_t records_per_second = 0;  // As in LaunchReceiver.
};
struct SendCut {
  ExecutorId executor;
  ReceiverEpoch receiver;
  BatchKey batch;
};

using RunAction = std::variant<CallForBatch, BatchEnded, SavingFailed, CancelJobs, FreeBlock, WarnOfTimes, RunFailed,
                               EndOfRun, LaunchReceiver, StopReceiver, SetReceiverRate, SendCut>;

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_RUN_ACTION_H_
