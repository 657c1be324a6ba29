#ifndef SLUICE_DRIVER_RUN_STREAM_STREAMING_RUN_H_
#define SLUICE_DRIVER_RUN_STREAM_STREAMING_RUN_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "driver/batch/batch_clock.h"
#include "driver/batch/batch_queue.h"
#include "driver/run/batch_run.h"
#include "driver/run/stream/run_blocks.h"
#include "driver/run/stream/run_phase.h"
#include "driver/run/stream/run_rates.h"
#include "driver/run/stream/run_receivers.h"
#include "driver/run/stream/stop_deadlines.h"
#include "driver/run/stream/stream_news.h"
#include "driver/run/stream/streaming_options.h"

namespace sluice {

// A streaming plan from start to end: batches of what its receivers have received, one at each boundary of its
// interval.
class StreamingRun : public BatchRun {
 public:
  // What `log` knows it goes on with. All others outlive it: `placement` knows the attached executors, `history` is
  // told what becomes of batches and receivers.
  StreamingRun(RunId id, std::shared_ptr<const StreamingPlan> plan, const StreamingOptions& options, RunLog log,
               BlockMaster& blocks, ReceiverPlacement& placement, History& history, absl::Time now);

  std::optional<std::string> ObserveClock(const Clock::Ahead& ahead) override { return clock_.Observe(ahead); }
  absl::Duration lead() const override { return clock_.lead(); }
  void OnExecutorCount(int attached, absl::Time now) override { stop_deadlines_.OnExecutorCount(attached, now); }
  void OnBatchDone(BatchTime batch, const absl::Status& result, absl::Time now) override;
  void Stop(bool graceful, absl::Time now) override;
  void FailUnless(const absl::Status& can_go_on) override;
  void EndBy(absl::Time end) override { stop_deadlines_.EndBy(end); }
  void Advance(absl::Duration by) override { clock_.Advance(by); }
  std::vector<RunAction> Step(absl::Time now) override;
  std::optional<absl::Time> NextDeadline() const override;
  // Of one that was stopped at once only those jobs run that save a batch.
  bool TakesJobsOf(BatchTime batch) const override { return !phase_.stopped_at_once() || saving_.contains(batch); }
  bool IsCaughtUp() const override { return clock_.IsCaughtUp() && !receivers_.has_cuts() && queue_.idle(); }
  bool IsDrained() const override;
  RunStatus Describe() const override;

  RunPhase::Value phase() const { return phase_; }
  const BatchQueue& batches() const { return queue_; }

 private:
  // What Step does, in this order.
  void StartWhenReady(absl::Time now);
  void QueueUnfinished(absl::Time now);
  void GoOnWhenReceiversStopped(absl::Time now);
  void AssignLateBlocks(absl::Time now);
  void StartBatches(absl::Time now);
  void EndWhenDrained(absl::Time now);

  void Assign(BatchTime batch, absl::Time now);
  void StopAtOnce(absl::Time now);
  void Abandon();
  absl::Time GivesUp() const { return stop_deadlines_.GracefulStop(/*has_records_left=*/RecordsLeft() > 0); }
  int64_t RecordsLeft() const;
  absl::Status LeftOut() const;
  void SetRates(const std::set<InputId>& inputs);
  void ForgetDone();

  // Constant after construction.
  const RunId id_;
  const std::shared_ptr<const StreamingPlan> plan_;
  const StreamingOptions options_;
  const absl::Time created_;

  RunBlocks blocks_;
  RunRates rates_;
  StreamNews news_;
  RunReceivers receivers_;
  BatchClock clock_;
  BatchQueue queue_;
  RunPhase phase_;
  StopDeadlines stop_deadlines_;
  absl::Status failure_;        // Why it cannot do what it has to.
  absl::Status given_up_;       // Why a graceful stop ends before all batches have run.
  std::set<BatchTime> saving_;  // Batches whose call saves them.
  // Records of batches that have ended, and that a later run has again: they, or one before them, have failed, or are
  // in no checkpoint yet, or could not be saved.
  std::map<BatchTime, int64_t> undone_;
  std::vector<RunAction> actions_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_STREAMING_RUN_H_
