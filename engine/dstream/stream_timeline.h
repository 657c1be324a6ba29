#ifndef SLUICE_ENGINE_DSTREAM_STREAM_TIMELINE_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_TIMELINE_H_

#include <map>
#include <optional>

#include "absl/time/time.h"
#include "common/actor/condition.h"
#include "common/actor/turn.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice {

// What the streams of one graph have in common: the order of their batches, and whose turn it is to ask them. Batches
// begin one after the other and end one after the other, and may run side by side in between. Thread-safe.
class StreamTimeline {
 public:
  StreamTimeline(Runtime& runtime, absl::Duration interval) : interval_(interval), turn_(runtime), changed_(runtime) {}

  // Streams are asked for RDDs by one thread at a time, which asks others as it computes one.
  Turn& turn() { return turn_; }

  RunId run() const;  // All batches are of it. Known when the first one begins.
  // Batches end at zero + n * interval, n >= 1. Nullopt until the first one has begun.
  std::optional<BatchTime> zero() const;
  // The first batch is the one after this: zero, or the last batch of a former run.
  BatchTime start() const;
  BatchTime last() const;  // The latest batch that has begun.

  // Both before the first batch.
  void GoOnFrom(BatchTime zero, BatchTime last_finished);
  void SetSideBySide(bool side_by_side);

  // All batches begin with this one, if no other has begun. For one that is saved, and does not run.
  void SetFirst(BatchTime batch);
  // Waits until the batch before has asked its streams. `blocks` stay until End.
  void Begin(const BatchKey& batch, const BatchBlocks& blocks);
  // The batch has failed. A later run begins with the first one that has.
  void SetFailed(BatchTime batch);
  std::optional<BatchTime> first_failed() const;
  // The last batch that no run has again, with all before it; at first start().
  void SetDone(BatchTime batch);
  BatchTime done() const;
  // The streams have been asked for all that the batch needs.
  void EndAsking();
  // Waits until all batches before have ended.
  void WaitToEnd(BatchTime batch);
  void End(BatchTime batch);

  // What an input has received for a batch that runs.
  InputBlocks BlocksOf(BatchTime batch, InputId input) const;

 private:
  bool IsNext(BatchTime batch) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void StartBefore(BatchTime batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const absl::Duration interval_;
  Turn turn_;

  mutable Mutex mu_;
  Condition changed_;
  bool side_by_side_ ABSL_GUARDED_BY(mu_) = false;
  bool is_asking_ ABSL_GUARDED_BY(mu_) = false;
  RunId run_ ABSL_GUARDED_BY(mu_);
  std::optional<BatchTime> zero_ ABSL_GUARDED_BY(mu_);
  BatchTime start_ ABSL_GUARDED_BY(mu_);
  BatchTime last_ ABSL_GUARDED_BY(mu_);
  std::optional<BatchTime> first_failed_ ABSL_GUARDED_BY(mu_);
  BatchTime done_ ABSL_GUARDED_BY(mu_);
  std::map<BatchTime, const BatchBlocks*> running_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_TIMELINE_H_
