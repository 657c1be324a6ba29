#ifndef SLUICE_DRIVER_APPLICATION_LOST_BLOCK_H_
#define SLUICE_DRIVER_APPLICATION_LOST_BLOCK_H_

#include "driver/block_master/block_table.h"

namespace sluice {

// Says in the log that a batch goes on without the block.
void LogLostBlock(const BlockId& id, const BlockState& block);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_LOST_BLOCK_H_
