#ifndef SLUICE_WORKER_REPLICA_REPLICA_CHOOSER_H_
#define SLUICE_WORKER_REPLICA_REPLICA_CHOOSER_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "worker/replica/peer.h"

namespace sluice {

// Picks who gets the next copy: peers in turn, only of workers that have none yet, those that failed lately last.
class ReplicaChooser {
 public:
  static constexpr absl::Duration kSuspicion = absl::Seconds(1);

  void SetPeers(std::vector<Peer> peers) { peers_ = std::move(peers); }

  // Nothing: no other peer is suitable. `had`: workers that hold the block, `failed`: executors tried for it in vain.
  std::optional<Peer> Next(const std::set<WorkerId>& had, const std::set<ExecutorId>& failed, absl::Time now);
  void Failed(ExecutorId executor, absl::Time now) { suspect_until_[executor] = now + kSuspicion; }

 private:
  bool IsSuspect(ExecutorId executor, absl::Time now) const;

  std::vector<Peer> peers_;
  size_t turn_ = 0;
  std::map<ExecutorId, absl::Time> suspect_until_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_REPLICA_REPLICA_CHOOSER_H_
