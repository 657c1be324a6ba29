#ifndef SLUICE_ENGINE_SOURCE_SEALED_BLOCK_H_
#define SLUICE_ENGINE_SOURCE_SEALED_BLOCK_H_

#include "common/base/block_info.h"
#include "common/base/buffer.h"

namespace sluice {

// Whole records, as a receiver hands them on.
struct SealedBlock {
  Buffer data;
  BlockInfo info;  // The host counts its bytes.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_SEALED_BLOCK_H_
