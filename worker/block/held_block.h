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
  // This executor has found it in the log of a former start of its receiver, and does not hold it.
  bool only_in_log = false;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_BLOCK_HELD_BLOCK_H_
