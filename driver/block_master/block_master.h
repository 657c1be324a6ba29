#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_MASTER_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_MASTER_H_

#include "absl/status/status.h"
#include "driver/block_master/block_log.h"
#include "driver/block_master/block_table.h"
#include "driver/block_master/block_update.h"

namespace sluice {

// What is known of received blocks, and the one door by which it changes. Not thread-safe.
class BlockMaster {
 public:
  // `log` outlives it.
  explicit BlockMaster(BlockLog& log) : log_(log) {}

  // Refused as the update's CanApply says, else appended to the log and then applied to the table: what the table
  // knows, the log has kept. With any error nothing has changed.
  absl::Status Apply(const BlockUpdate& update);

  const BlockTable& table() const { return table_; }

 private:
  BlockLog& log_;
  BlockTable table_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_MASTER_H_
