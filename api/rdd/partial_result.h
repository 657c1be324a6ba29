#ifndef SLUICE_API_RDD_PARTIAL_RESULT_H_
#define SLUICE_API_RDD_PARTIAL_RESULT_H_

#include <memory>
#include <utility>

#include "api/rdd/bounded_double.h"
#include "api/rdd/future_action.h"
#include "common/base/mutex.h"

namespace sluice {

// What an approximate action knew when its time was up; it goes on to its exact end by itself. Cheap to copy; the last
// copy waits for the end.
template <class R>
class PartialResult {
 public:
  PartialResult(R initial, bool isFinal, FutureAction<R> action)
      : initial_(std::move(initial)), is_final_(isFinal), action_(std::move(action)) {}

  const R& initialValue() const { return initial_; }
  bool isInitialValueFinal() const { return is_final_; }
  // Waits for it.
  R getFinalValue() const { return action_.get(); }

 private:
  R initial_;
  bool is_final_;
  FutureAction<R> action_;
};

}  // namespace sluice

namespace sluice::internal {

// A value that grows partition by partition, while another thread looks at it.
template <class Seen>
class SeenSoFar {
 public:
  SeenSoFar(Seen nothing, int partitions) : seen_(std::move(nothing)), partitions_{0, partitions} {}

  // Of one more partition.
  template <class Merge>
  void Add(Merge merge) {
    MutexLock lock(&mu_);
    merge(seen_);
    ++partitions_.done;
  }
  template <class Estimate>
  auto Evaluate(Estimate estimate) {
    MutexLock lock(&mu_);
    return estimate(seen_, partitions_);
  }

 private:
  Mutex mu_;
  Seen seen_ ABSL_GUARDED_BY(mu_);
  PartitionsDone partitions_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_PARTIAL_RESULT_H_
