#include "worker/executor/peer_traffic.h"

#include <utility>
#include <vector>

#include "common/observe/logging.h"

namespace sluice {

PeerTraffic::PeerTraffic(const Self& self, Transport& transport, const Clock& clock, BlockStore& store,
                         const TaskMemory& input, const std::shared_ptr<Postbox>& postbox,
                         const std::shared_ptr<Postbox>& disk)
    : self_(self.executor),
      links_(transport, postbox),
      replicator_(links_, clock, self.worker),
      fetcher_(self.executor, store, links_, postbox, disk, input) {}

void PeerTraffic::SetPeers(const v1::PeerUpdate& update) {
  std::vector<Peer> peers, staying;
  for (const v1::PeerUpdate::Peer& peer : update.peers()) {
    if (ExecutorId(peer.executor()) == self_) continue;
    peers.push_back({ExecutorId(peer.executor()), WorkerId(peer.worker()), peer.block_address()});
    if (!peer.leaving()) staying.push_back(peers.back());
  }
  replicator_.SetPeers(staying);
  links_.SetPeers(peers);
}

void PeerTraffic::GiveCopy(const HeldBlock& held) {
  fetcher_.Fetch(self_, {held.id}, [this, held](std::vector<FetchedBlock> found) {
    if (found.empty()) return;
    InputCopy copy{held.id, held.info, std::move(found[0].data)};
    replicator_.Replicate(std::move(copy), /*copies=*/2, [](const absl::Status& copied) {
      if (!copied.ok()) LogWarning("executor", "a block that only this executor holds stays: ", copied.message());
    });
  });
}

}  // namespace sluice
