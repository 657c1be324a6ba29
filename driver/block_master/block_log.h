#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "driver/block_master/block_update.h"
#include "driver/block_master/needed_logs.h"
#include "driver/block_master/run_image.h"
#include "state/received/received_log_names.h"

namespace sluice {

// Where the changes of one run's blocks are kept, in order, for whoever replays them. Thread-safe.
class BlockLog {
 public:
  virtual ~BlockLog() = default;
  // Does not block. An error: `update` will not be kept.
  virtual absl::Status Append(const BlockUpdate& update) = 0;
  // Blocks until all that was appended before survives the driver. After an error it may not; a later call tries again.
  virtual absl::Status Commit() = 0;
  // Nobody reads more of receivers' logs than this. Blocks while the disk is slow; what cannot be removed stays.
  virtual void RemoveReceived(const NeededLogs& needed) = 0;
};

// What a run knows when it begins, and where it keeps what it learns.
struct RunLog {
  RunImage image;
  std::shared_ptr<BlockLog> log;   // Null: what it knows ends with the driver.
  ReceivedLogPlace received = {};  // If its receivers have logs, they are there.
  int64_t begun_under = 0;         // The token of the lease with which the first life began that has had the log.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_H_
