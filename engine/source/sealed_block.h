#ifndef SLUICE_ENGINE_SOURCE_SEALED_BLOCK_H_
#define SLUICE_ENGINE_SOURCE_SEALED_BLOCK_H_

#include <cstdint>
#include <string>

#include "common/base/buffer.h"

namespace sluice {

// Whole records, as a receiver hands them on. Blocks of one interval become one partition of the batch they fall into.
struct SealedBlock {
  Buffer data;
  int64_t records = 0;
  int32_t interval_number = 0;  // Never falls within one receiver.
  std::string metadata;         // What the receiver says of it; empty: nothing. Reaches the driver with the block.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_SEALED_BLOCK_H_
