#ifndef SLUICE_DRIVER_BATCH_BATCH_CUTTER_H_
#define SLUICE_DRIVER_BATCH_BATCH_CUTTER_H_

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "absl/time/time.h"
#include "driver/batch/receiver_epoch.h"

namespace sluice {

// A batch takes the blocks reported when it is ready: when each receiver that ran at its boundary has answered its cut
// (its blocks come before the answer), is gone, or has not answered for `grace`; what comes later is for a later batch.
// Batches get ready in time order.
class BatchCutter {
 public:
  explicit BatchCutter(absl::Duration grace) : grace_(grace) {}

  void Begin(BatchTime batch, const std::vector<ReceiverEpoch>& receivers, absl::Time now);
  // Answers to cuts nobody waits for change nothing.
  void OnCutDone(ReceiverEpoch receiver, BatchTime batch);
  void OnReceiverGone(ReceiverEpoch receiver);
  void Clear() { cuts_.clear(); }
  bool idle() const { return cuts_.empty(); }
  std::vector<BatchTime> TakeReady(absl::Time now);
  // When TakeReady is worth calling even if nothing happens.
  std::optional<absl::Time> NextDeadline() const;

 private:
  struct Cut {
    std::set<ReceiverEpoch> missing;
    absl::Time deadline;
  };
  const absl::Duration grace_;
  std::map<BatchTime, Cut> cuts_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_BATCH_CUTTER_H_
