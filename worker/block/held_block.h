#ifndef SLUICE_WORKER_BLOCK_HELD_BLOCK_H_
#define SLUICE_WORKER_BLOCK_HELD_BLOCK_H_

#include "common/base/block_id.h"
#include "common/base/block_info.h"

namespace sluice {

// An input block as its holder reports it.
struct HeldBlock {
  BlockId id;
  BlockInfo info;
  bool received_here = true;  // False: a replica.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_BLOCK_HELD_BLOCK_H_
