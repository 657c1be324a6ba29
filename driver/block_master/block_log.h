#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_H_

#include "absl/status/status.h"
#include "driver/block_master/block_update.h"

namespace sluice {

// Where the changes of a BlockTable are kept, in order, for whoever replays them.
class BlockLog {
 public:
  virtual ~BlockLog() = default;
  // An error: `update` is not kept.
  virtual absl::Status Append(const BlockUpdate& update) = 0;
};

// Keeps nothing: what is known of blocks ends with the driver.
class NoBlockLog : public BlockLog {
 public:
  absl::Status Append(const BlockUpdate&) override { return absl::OkStatus(); }
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_LOG_H_
