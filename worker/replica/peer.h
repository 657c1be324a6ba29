#ifndef SLUICE_WORKER_REPLICA_PEER_H_
#define SLUICE_WORKER_REPLICA_PEER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/block_id.h"
#include "common/base/block_info.h"
#include "common/base/buffer.h"
#include "common/base/ids.h"

namespace sluice {

// Another executor of the application.
struct Peer {
  ExecutorId executor;
  WorkerId worker;
  std::string block_address;
};

// A block as a peer gave it.
struct FetchedBlock {
  BlockId id;
  Buffers data;
  int64_t rest = 0;  // Bytes that it has behind `data`.
};

// What a peer gave of the blocks it was asked for.
struct PeerAnswer {
  std::vector<FetchedBlock> blocks;  // Only the first and the last may be parts.
  int answered = 0;                  // Blocks that were given to their ends, or are not there.
};

// An input block with all that its holder reports of it.
struct InputCopy {
  BlockId id;
  BlockInfo info;
  Buffers data;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_REPLICA_PEER_H_
