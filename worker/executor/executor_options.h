#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_OPTIONS_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_OPTIONS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/fs/objects/checkpoint_files.h"
#include "common/settings/executor.h"

namespace sluice {

class ExecutorFigures;

struct ExecutorOptions {
  ApplicationId application;
  ExecutorId executor;
  WorkerId worker;                             // Replicas go to executors of others.
  std::string driver_address;                  // Executors attach there, until SetDriver tells another.
  std::string listen_address = "127.0.0.1:0";  // Where peers fetch and put blocks.
  int slots = 1;                               // Tasks at a time.
  int64_t block_memory_bytes = int64_t{256} << 20;
  int64_t block_disk_bytes = 0;  // Tasks get as much again. 0: blocks and tasks stay in memory.
  std::string disk_folder;       // No other executor uses it.
  // What state, or a task, holds beyond these is on disk; without `disk_folder` it is not.
  int64_t state_memory_bytes = settings::kStateMemory.fallback;
  int64_t task_memory_bytes = int64_t{256} << 20;
  Files* checkpoint_files = &CheckpointFiles();  // Where versions of states and logs of receivers are.
  double input_share = 0.75;                     // Receivers may fill so much of block memory and of block disk.
  std::string build_id;                          // It names the executable, which must be the driver's.
  absl::Duration grace = settings::kExecutorGrace.fallback;  // It ends after so long without a driver.
  absl::Duration task_timeout = absl::InfiniteDuration();    // A task that runs for longer fails.
  // A thread that a task does not give back ends the executor; else it is left behind, see has_stuck_tasks.
  bool ends_when_stuck = false;
  ExecutorFigures* figures = nullptr;  // Told what happens, if somebody wants to know; outlives the executor.
  absl::Duration simulated_task_time;  // A task starts so much later, for simulations.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_OPTIONS_H_
