#ifndef SLUICE_DRIVER_BATCH_BATCH_QUEUE_H_
#define SLUICE_DRIVER_BATCH_BATCH_QUEUE_H_

#include <cstdint>
#include <deque>
#include <vector>

#include "common/base/ids.h"

namespace sluice {

struct QueuedBatch {
  BatchTime time;
  int64_t records = 0;
  bool is_running = false;
  int lane = 0;  // No two batches that run have the same one; they count from 0.
};

// Batches start in time order, the first one alone, then so many at a time.
class BatchQueue {
 public:
  explicit BatchQueue(int running_max = 1) : running_max_(running_max) {}

  // REQUIRES: after all batches added before.
  void Add(BatchTime batch, int64_t records);
  // One that has ended before: it takes its place among those that are open.
  void AddAgain(BatchTime batch, int64_t records);
  // The batch to run now; null while enough of them run or none waits.
  const QueuedBatch* StartNext();
  // REQUIRES of these: StartNext has given the batch.
  void Finish(BatchTime batch);
  void PutBack(BatchTime batch);  // StartNext gives it again.
  void Drop(BatchTime batch);     // It has not run.

  // Forgets and returns the batches that have not started.
  std::vector<BatchTime> DropQueued();

  bool idle() const { return open_.empty(); }
  const std::deque<QueuedBatch>& open() const { return open_; }  // Running or queued, oldest first.
  int64_t records() const;                                       // All of those have so many together.

 private:
  std::deque<QueuedBatch>::iterator Running(BatchTime batch);
  int FreeLane() const;  // running_max_: none.

  const int running_max_;
  std::deque<QueuedBatch> open_;
  bool first_has_run_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_BATCH_QUEUE_H_
