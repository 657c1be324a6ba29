#ifndef SLUICE_API_INPUT_RDD_QUEUE_H_
#define SLUICE_API_INPUT_RDD_QUEUE_H_

#include <memory>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"

namespace sluice {

class WaitingRdds;

}  // namespace sluice

namespace sluice::internal {

std::shared_ptr<WaitingRdds> NewWaitingRdds();
void AddTo(WaitingRdds& waiting, Rdd rdd);

}  // namespace sluice::internal

namespace sluice {

// RDDs that wait to become batches of a queueStream; may be added to while the stream runs. Copies are the same queue.
// Thread-safe.
template <class T>
class RDDQueue {
 public:
  RDDQueue() = default;
  RDDQueue(const std::vector<RDD<T>>& rdds) {  // NOLINT: a list of RDDs will do for a queue.
    for (const RDD<T>& rdd : rdds) push(rdd);
  }

  void push(RDD<T> rdd) { internal::AddTo(*waiting_, rdd.handle().node()); }
  RDDQueue& operator+=(RDD<T> rdd) {
    push(std::move(rdd));
    return *this;
  }

  const std::shared_ptr<WaitingRdds>& waiting() const { return waiting_; }

 private:
  std::shared_ptr<WaitingRdds> waiting_ = internal::NewWaitingRdds();
};

}  // namespace sluice

#endif  // SLUICE_API_INPUT_RDD_QUEUE_H_
