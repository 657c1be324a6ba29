#ifndef SLUICE_WORKER_REPLICA_REPLICATOR_H_
#define SLUICE_WORKER_REPLICA_REPLICATOR_H_

#include <functional>
#include <memory>
#include <vector>

#include "common/clock/clock.h"
#include "worker/replica/peer_links.h"
#include "worker/replica/replica_chooser.h"

namespace sluice {

// Copies received blocks to executors of other workers. Belongs to the mailbox of its PeerLinks.
class Replicator {
 public:
  static constexpr absl::Duration kPutLimit = absl::Seconds(1);

  // OK: there are as many copies as were asked for, this executor's among them. UNAVAILABLE: fewer, and nobody is left
  // to ask; the message says why.
  using Done = std::function<void(absl::Status)>;

  Replicator(PeerLinks& links, const Clock& clock, WorkerId own_worker)
      : links_(links), clock_(clock), own_worker_(std::move(own_worker)) {}

  // Hears how long each block took that was to get a copy, and whether it has all.
  using OnReplicated = std::function<void(absl::Duration took, bool succeeded)>;
  void SetOnReplicated(OnReplicated on_replicated) { on_replicated_ = std::move(on_replicated); }
  void SetPeers(std::vector<Peer> peers) { chooser_.SetPeers(std::move(peers)); }

  // `copies` includes the one in this executor. `done` runs later, but at once when `copies` is 1.
  void Replicate(InputCopy block, int copies, Done done);

 private:
  struct Attempt;
  void PutNext(std::shared_ptr<Attempt> attempt);

  PeerLinks& links_;
  const Clock& clock_;
  const WorkerId own_worker_;
  ReplicaChooser chooser_;
  OnReplicated on_replicated_ = [](absl::Duration, bool) {};
};

}  // namespace sluice

#endif  // SLUICE_WORKER_REPLICA_REPLICATOR_H_
