#ifndef SLUICE_DRIVER_APPLICATION_STREAMING_RUN_H_
#define SLUICE_DRIVER_APPLICATION_STREAMING_RUN_H_

#include <algorithm>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "driver/batch/batch_clock.h"
#include "driver/batch/batch_cutter.h"
#include "driver/batch/batch_queue.h"
#include "driver/batch/batch_timer.h"
#include "driver/block_master/block_table.h"
#include "driver/schedule/receiver_placement.h"

namespace sluice {

struct SendCut {
  ExecutorId executor;
  StreamId stream;
  BatchTime batch;
};
struct RunBatch {
  BatchTime batch;
  int lane = 0;  // Batches on different lanes run side by side.
};
// Keep the records of the batch for a later run of the program, instead of running it.
struct SaveBatch {
  BatchTime batch;
  int lane = 0;
};
struct FreeBlock {
  BlockId block;
  ExecutorId holder;
};
struct CancelBatchJobs {};
struct EndPlan {};
using StreamingAction =
    std::variant<SendCut, StartReceiver, StopReceiver, RunBatch, SaveBatch, FreeBlock, CancelBatchJobs, EndPlan>;

struct StreamingOptions {
  absl::Duration interval;
  absl::Duration remember;  // A batch is forgotten when the one that ends so much later is done.
  // The first batch is the one after it, not the one after the start.
  std::optional<BatchTime> last_finished;
  int concurrent_batches = 1;     // So many run side by side.
  bool saves_unfinished = false;  // What was received and is in no batch that has ended is saved at the stop.
  bool manual_clock = false;      // Batches are due when Advance says so; their times begin at 0.
  int expected_executors = 1;
  absl::Duration executors_wait = absl::Seconds(5);  // For all of the expected ones; the first is waited for longer.
  absl::Duration cut_grace_max = absl::Milliseconds(200);  // At most one interval.
  // Receivers that have not stopped so long (or for ten intervals) after the last batch with records are left behind.
  absl::Duration receivers_stop_wait_min = absl::Seconds(2);
  std::optional<absl::Duration> graceful_stop_timeout;  // Instead of those ten.
  absl::Duration save_wait = absl::Seconds(30);  // Tasks that do not end leave no room to save what is unfinished.
  absl::Duration no_executor_wait = absl::Seconds(60);  // A graceful stop gives up when there is none for so long.
  int finished_batches_max = 100;
};

// One streaming plan from start to end: waiting for executors -> running -> stopping receivers -> draining -> ended.
// Not graceful: from anywhere straight to draining, which then only waits for the batches that run; if what is
// unfinished is saved, the same way as gracefully, but batches are saved and not run. No thread, no clock: facts come
// in at any time, Step gives what is to be done about them all.
class StreamingRun {
 public:
  enum class Phase { kWaiting, kRunning, kStoppingReceivers, kDraining, kEnded };

  // `placement` knows the attached executors and no stream.
  StreamingRun(const StreamingOptions& options, std::vector<StreamId> streams, BlockTable& blocks,
               ReceiverPlacement& placement, absl::Time now);

  // As BatchClock; called before each Step.
  std::optional<std::string> ObserveClock(const Clock::Ahead& ahead) { return clock_.Observe(ahead); }
  // Moves the manual clock.
  void Advance(absl::Duration by) { clock_.Advance(by); }
  // Every batch that is due is done.
  bool IsCaughtUp() const;
  void OnExecutorCount(int attached, absl::Time now);
  void OnCutDone(ReceiverEpoch receiver, BatchTime batch) { cutter_.OnCutDone(receiver, batch); }
  void OnReceiverGone(ReceiverEpoch receiver) { cutter_.OnReceiverGone(receiver); }
  // Returns what users want to know of the batch; null: it is not over, it will be saved. REQUIRES: it was given by
  // RunBatch.
  const BatchRecord* OnBatchDone(BatchTime batch, const absl::Status& result, absl::Time now);
  // REQUIRES: it was given by SaveBatch.
  void OnBatchSaved(BatchTime batch, const absl::Status& result);
  // Of a cancelled plan only those jobs run that save it.
  bool RefusesJobsOf(BatchTime batch) const { return cancelled_ && !saving_.contains(batch); }
  // A second call can only make it less graceful.
  void Stop(bool graceful, absl::Time now);

  std::vector<StreamingAction> Step(absl::Time now);
  // When Step is worth calling even if nothing happens.
  std::optional<absl::Time> NextDeadline() const;

  Phase phase() const { return phase_; }
  bool cancelled() const { return cancelled_; }
  const BatchQueue& batches() const { return queue_; }
  const absl::Status& first_error() const { return first_error_; }
  // Not OK: a graceful stop has ended before all batches had run, and why.
  const absl::Status& given_up() const { return given_up_; }
  // All sources have closed and all their records are done.
  bool IsSourceDrained() const;

 private:
  void StartWhenReady(absl::Time now);
  void CutDueBatches(absl::Time now);
  void DrainWhenReceiversStopped(absl::Time now);
  std::vector<BlockId> BlocksForABatch() const;
  void Allocate(BatchTime batch, absl::Time now);
  void AllocateLateBlocks(absl::Time now);
  void EndWhenDrained(absl::Time now);
  absl::Status NobodyRunsBatches() const;
  bool HasRecordsToProcess() const;
  absl::Duration receivers_stop_wait() const {
    return options_.graceful_stop_timeout.value_or(std::max(options_.receivers_stop_wait_min, 10 * options_.interval));
  }
  void Cancel(absl::Time now);
  void StopReceivers(absl::Time now, absl::Duration wait);
  void StartBatches(absl::Time now);
  void GiveUpSaving();
  absl::Time SavingEnds() const;  // If it is not done by then.
  void ForgetDone();
  void Forget(BatchTime batch);
  void ForgetUntil(BatchTime batch);  // Those that are done.
  void ForgetWaiting();
  void Free(const BlockId& id);

  // Constant after construction.
  const StreamingOptions options_;
  const std::vector<StreamId> streams_;
  const absl::Time created_;
  BlockTable& blocks_;
  ReceiverPlacement& placement_;

  Phase phase_ = Phase::kWaiting;
  bool cancelled_ = false;
  bool saves_ = false;  // Cancelled, and what is unfinished is being saved:
  std::set<BatchTime> saving_;
  absl::Time save_deadline_;
  int executors_ = 0;
  absl::Time no_executor_since_;
  absl::Time receivers_stop_deadline_;
  BatchClock clock_;
  std::optional<BatchTimer> timer_;
  BatchCutter cutter_;
  BatchQueue queue_;
  absl::Status first_error_;
  absl::Status given_up_;
  std::vector<StreamingAction> actions_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_STREAMING_RUN_H_
