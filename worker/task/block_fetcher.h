#ifndef SLUICE_WORKER_TASK_BLOCK_FETCHER_H_
#define SLUICE_WORKER_TASK_BLOCK_FETCHER_H_

#include <functional>
#include <memory>
#include <vector>

#include "common/actor/postbox.h"
#include "engine/task/task_memory.h"
#include "worker/block/block_store.h"
#include "worker/replica/peer_links.h"

namespace sluice {

// Gets blocks from wherever they lie: this executor's memory by pointer, its disk, or a peer. Belongs to the executor's
// mailbox, which never waits for the disk.
class BlockFetcher {
 public:
  // Gets those of the blocks that were found.
  using Done = std::function<void(std::vector<FetchedBlock>)>;

  // `memory`: what the blocks of one peer may take for one task.
  BlockFetcher(ExecutorId self, BlockStore& store, PeerLinks& links, std::shared_ptr<Postbox> postbox,
               std::shared_ptr<Postbox> disk, TaskMemory memory = {})
      : self_(self),
        store_(store),
        links_(links),
        postbox_(std::move(postbox)),
        disk_(std::move(disk)),
        memory_(memory) {}

  // `done` runs once, and already before Fetch returns if all lie in memory here.
  void Fetch(ExecutorId from, const std::vector<BlockId>& ids, Done done);

 private:
  void FetchHere(const std::vector<BlockId>& ids, Done done);
  void ReadFromDisk(std::vector<BlockId> ids, std::vector<FetchedBlock> found, Done done);

  const ExecutorId self_;
  BlockStore& store_;
  PeerLinks& links_;
  const std::shared_ptr<Postbox> postbox_;
  const std::shared_ptr<Postbox> disk_;
  const TaskMemory memory_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_BLOCK_FETCHER_H_
