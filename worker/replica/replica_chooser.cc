#include "worker/replica/replica_chooser.h"

namespace sluice {

std::optional<Peer> ReplicaChooser::Next(const std::set<WorkerId>& had, const std::set<ExecutorId>& failed,
                                         absl::Time now) {
  std::optional<size_t> suspect;
  for (size_t i = 0; i < peers_.size(); ++i) {
    const size_t at = (turn_ + i) % peers_.size();
    const Peer& peer = peers_[at];
    if (had.contains(peer.worker) || failed.contains(peer.executor)) continue;
    if (!IsSuspect(peer.executor, now)) {
      turn_ = at + 1;
      return peer;
    }
    if (!suspect) suspect = at;
  }
  if (!suspect) return std::nullopt;
  turn_ = *suspect + 1;
  return peers_[*suspect];
}

bool ReplicaChooser::IsSuspect(ExecutorId executor, absl::Time now) const {
  auto found = suspect_until_.find(executor);
  return found != suspect_until_.end() && now < found->second;
}

}  // namespace sluice
