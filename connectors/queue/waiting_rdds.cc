#include "connectors/queue/waiting_rdds.h"

#include <utility>

namespace sluice {

void WaitingRdds::Push(Rdd rdd) {
  MutexLock lock(&mu_);
  rdds_.push_back(std::move(rdd));
}

std::vector<Rdd> WaitingRdds::Take(bool all) {
  MutexLock lock(&mu_);
  const auto end = all || rdds_.empty() ? rdds_.end() : rdds_.begin() + 1;
  std::vector<Rdd> taken(rdds_.begin(), end);
  rdds_.erase(rdds_.begin(), end);
  return taken;
}

}  // namespace sluice
