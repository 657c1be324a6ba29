#ifndef SLUICE_WORKER_EXECUTOR_PEER_TRAFFIC_H_
#define SLUICE_WORKER_EXECUTOR_PEER_TRAFFIC_H_

#include <memory>

#include "common/actor/postbox.h"
#include "common/clock/clock.h"
#include "engine/task/task_memory.h"
#include "proto/executor.pb.h"
#include "worker/block/block_store.h"
#include "worker/block/held_block.h"
#include "worker/replica/peer_links.h"
#include "worker/replica/replicator.h"
#include "worker/task/block_fetcher.h"

namespace sluice {

// What an executor asks of the others: to take copies of received blocks, and to give blocks that its tasks read.
// Belongs to the mailbox of `postbox`.
class PeerTraffic {
 public:
  struct Self {
    ExecutorId executor;
    WorkerId worker;
  };
  // `input`: what the blocks of one peer may take for one task.
  PeerTraffic(const Self& self, Transport& transport, const Clock& clock, BlockStore& store, const TaskMemory& input,
              const std::shared_ptr<Postbox>& postbox, const std::shared_ptr<Postbox>& disk);

  // All executors there are; those that leave take no copies.
  void SetPeers(const v1::PeerUpdate& update);
  // Gives another executor a copy of a block that only this one holds. Its new holder tells the driver, which asks
  // again for what nobody has taken.
  void GiveCopy(const HeldBlock& held);

  Replicator& replicator() { return replicator_; }
  BlockFetcher& fetcher() { return fetcher_; }

 private:
  const ExecutorId self_;
  PeerLinks links_;
  Replicator replicator_;
  BlockFetcher fetcher_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_PEER_TRAFFIC_H_
