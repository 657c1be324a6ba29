#ifndef SLUICE_DRIVER_BATCH_BATCH_QUEUE_H_
#define SLUICE_DRIVER_BATCH_BATCH_QUEUE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/ids.h"

namespace sluice {

// One batch as users see it. Delays as Spark names them, but counted from the end of the batch, not from when the
// driver got round to it.
struct BatchRecord {
  enum class State { kQueued, kRunning, kCompleted, kFailed };
  BatchTime time;
  State state = State::kQueued;
  int64_t records = 0;
  int64_t blocks = 0;
  std::map<InputId, int64_t> input_records;
  std::map<InputId, std::vector<std::string>> input_metadata;  // Of its blocks that have some, in order.
  int lane = 0;  // Of those that run at a time each has its own, from 0 on.
  absl::Time submitted = absl::InfiniteFuture();
  absl::Time started = absl::InfiniteFuture();
  absl::Time finished = absl::InfiniteFuture();
  std::string error;

  // A batch of a graceful stop may run before its time: then it has waited for nothing.
  absl::Duration scheduling_delay() const {
    return std::max(absl::ZeroDuration(), started - absl::FromUnixMillis(time.value()));
  }
  absl::Duration processing_time() const { return finished - started; }
  absl::Duration total_delay() const { return scheduling_delay() + processing_time(); }
};

// Batches start in time order, the first one alone, then so many at a time. Remembers the last finished ones.
class BatchQueue {
 public:
  explicit BatchQueue(size_t finished_max, int running_max = 1)
      : finished_max_(finished_max), running_max_(running_max) {}

  // REQUIRES: after all batches added before.
  void Add(BatchTime batch, int64_t records, int64_t blocks) {
    Add({.time = batch, .records = records, .blocks = blocks});
  }
  void Add(BatchRecord record);
  // The batch to run now; null while enough of them run or none waits.
  const BatchRecord* StartNext(absl::Time now);
  // REQUIRES of these: StartNext has given the batch.
  const BatchRecord& Finish(BatchTime batch, const absl::Status& result, absl::Time now);
  void PutBack(BatchTime batch);  // StartNext gives it again.
  void Drop(BatchTime batch);

  // Forgets and returns the batches that have not started.
  std::vector<BatchTime> DropQueued();

  bool idle() const { return open_.empty(); }
  const std::deque<BatchRecord>& open() const { return open_; }          // Running or queued, oldest first.
  const std::deque<BatchRecord>& finished() const { return finished_; }  // Oldest first.

 private:
  std::deque<BatchRecord>::iterator Running(BatchTime batch);
  int FreeLane() const;  // running_max_: none.

  const size_t finished_max_;
  const int running_max_;
  std::deque<BatchRecord> open_;
  std::deque<BatchRecord> finished_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_BATCH_QUEUE_H_
