#ifndef SLUICE_DRIVER_APPLICATION_BATCH_BLOCKS_H_
#define SLUICE_DRIVER_APPLICATION_BATCH_BLOCKS_H_

#include "driver/block_master/block_table.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice {

// The blocks of an assigned batch as partitions: what a receiver got in one block interval is one partition, however
// many blocks it was cut into. A block whose interval is not known goes with the one before it.
BatchBlocks GroupBlocks(const BlockTable& table, BatchTime batch);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_BATCH_BLOCKS_H_
