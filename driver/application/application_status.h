#ifndef SLUICE_DRIVER_APPLICATION_APPLICATION_STATUS_H_
#define SLUICE_DRIVER_APPLICATION_APPLICATION_STATUS_H_

#include <vector>

#include "driver/block_master/block_table.h"
#include "driver/cluster/executor_table.h"
#include "driver/run/run_status.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice {

// What users may know of a running application; a copy, of one moment.
struct ApplicationStatus {
  struct Executor {
    ExecutorInfo info;
    ExecutorUse use;
    int64_t blocks = 0;  // Received ones it holds that are not processed yet.
    bool leaving = false;
    size_t to_hand_over = 0;  // It leaves, and nobody who stays has so many of its blocks and map outputs.
  };
  struct Blocks {  // Received and not processed yet; each once, however many copies there are.
    int64_t held = 0;
    int64_t held_bytes = 0;
    int64_t unassigned = 0;  // No batch owns them yet.
  };
  ApplicationId application;
  StreamingState streaming = StreamingState::kInitialized;
  std::vector<Executor> executors;  // Attached ones.
  std::vector<RunStatus> runs;      // Active ones.
  Blocks blocks;
  int64_t batches_completed = 0;
  int64_t batches_failed = 0;
  int64_t jobs_running = 0;
  RecordTotals totals;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_APPLICATION_STATUS_H_
