#ifndef SLUICE_WORKER_REPLICA_PEER_LINKS_H_
#define SLUICE_WORKER_REPLICA_PEER_LINKS_H_

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "worker/replica/peer.h"
#include "worker/replica/peer_link.h"

namespace sluice {

// The links to all peers. Belongs to one mailbox, as PeerLink does; every request is answered exactly once, later.
class PeerLinks {
 public:
  PeerLinks(Transport& transport, std::shared_ptr<Postbox> postbox)
      : transport_(transport), postbox_(std::move(postbox)) {}

  // Requests to a peer that is no longer among them, or has moved, end with UNAVAILABLE at once.
  void SetPeers(const std::vector<Peer>& peers);

  // Copies a block to the peer. RESOURCE_EXHAUSTED: it has no room. UNAVAILABLE: nobody knows.
  void Put(ExecutorId peer, const InputCopy& block, absl::Duration limit, std::function<void(absl::Status)> done);

  // Those of the blocks that the peer has.
  using Found = std::function<void(absl::StatusOr<std::vector<FetchedBlock>>)>;
  void Get(ExecutorId peer, const std::vector<BlockId>& ids, absl::Duration limit, Found done);

  // About `bytes_max` of the blocks, of the first one what is behind `offset`: the asker goes on from there.
  void GetSome(ExecutorId peer, const std::vector<BlockId>& ids, int64_t offset, int64_t bytes_max,
               absl::Duration limit, PeerLink::Done done);

 private:
  void Exchange(ExecutorId peer, v1::BlockRequest request, Buffers body, absl::Duration limit, PeerLink::Done done);

  Transport& transport_;
  const std::shared_ptr<Postbox> postbox_;
  std::map<ExecutorId, std::shared_ptr<PeerLink>> links_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_REPLICA_PEER_LINKS_H_
