#ifndef SLUICE_WORKER_BLOCK_HELD_BLOCK_H_
#define SLUICE_WORKER_BLOCK_HELD_BLOCK_H_

#include <cstdint>
#include <string>

#include "common/base/block_id.h"

namespace sluice {

// An input block as its holder reports it.
struct HeldBlock {
  BlockId id;
  int64_t bytes = 0;
  int64_t records = 0;
  int32_t interval_number = 0;
  bool received_here = true;  // False: a replica.
  std::string metadata;       // As its receiver gave it.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_BLOCK_HELD_BLOCK_H_
