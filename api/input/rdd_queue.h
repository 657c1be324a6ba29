#ifndef SLUICE_API_INPUT_RDD_QUEUE_H_
#define SLUICE_API_INPUT_RDD_QUEUE_H_

#include <deque>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "common/base/mutex.h"

namespace sluice {

// With Spark's words: a later run of the program cannot know what was in the queue.
[[noreturn]] void ThrowQueueCannotResume();

// RDDs that wait to become batches of a queueStream; may be added to while the stream runs. Copies are the same queue.
// Thread-safe.
template <class T>
class RDDQueue {
 public:
  RDDQueue() = default;
  RDDQueue(const std::vector<RDD<T>>& rdds) {  // NOLINT: a list of RDDs will do for a queue.
    for (const RDD<T>& rdd : rdds) push(rdd);
  }

  void push(RDD<T> rdd) {
    MutexLock lock(&state_->mu);
    state_->rdds.push_back(std::move(rdd));
  }
  RDDQueue& operator+=(RDD<T> rdd) {
    push(std::move(rdd));
    return *this;
  }

  // Takes the first one, or all.
  std::vector<RDD<T>> take(bool all) {
    MutexLock lock(&state_->mu);
    auto end = all || state_->rdds.empty() ? state_->rdds.end() : std::next(state_->rdds.begin());
    std::vector<RDD<T>> taken(state_->rdds.begin(), end);
    state_->rdds.erase(state_->rdds.begin(), end);
    return taken;
  }

 private:
  struct State {
    Mutex mu;
    std::deque<RDD<T>> rdds ABSL_GUARDED_BY(mu);
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace sluice

#endif  // SLUICE_API_INPUT_RDD_QUEUE_H_
