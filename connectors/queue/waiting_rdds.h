#ifndef SLUICE_CONNECTORS_QUEUE_WAITING_RDDS_H_
#define SLUICE_CONNECTORS_QUEUE_WAITING_RDDS_H_

#include <deque>
#include <vector>

#include "common/base/mutex.h"
#include "engine/lineage/node.h"

namespace sluice {

// RDDs that wait to become batches. If several streams take from it, each RDD goes to one of them. Thread-safe.
class WaitingRdds {
 public:
  void Push(Rdd rdd);
  // The one that has waited longest, if any waits; or all.
  std::vector<Rdd> Take(bool all);

 private:
  Mutex mu_;
  std::deque<Rdd> rdds_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_QUEUE_WAITING_RDDS_H_
