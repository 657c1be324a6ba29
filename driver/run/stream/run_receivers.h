#ifndef SLUICE_DRIVER_RUN_STREAM_RUN_RECEIVERS_H_
#define SLUICE_DRIVER_RUN_STREAM_RUN_RECEIVERS_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "driver/batch/batch_cutter.h"
#include "driver/batch/receiver_placement.h"
#include "driver/run/run_action.h"
#include "driver/run/stream/run_blocks.h"
#include "driver/run/stream/run_rates.h"
#include "driver/run/stream/stream_news.h"

namespace sluice {

// The receivers of a streaming run: placed, asked to cut at each boundary, stopped. Which batches are cut: a batch is
// ready when all receivers that ran at its boundary have answered, or in a while (BatchCutter).
class RunReceivers : public ReceiverClient {
 public:
  using Away = ReceiverPlacement::Away;

  // All outlive it. `blocks` knows the run's streams, `rates` how fast they may be, `news` is told what becomes of
  // their receivers.
  RunReceivers(RunId run, const RunBlocks& blocks, const RunRates& rates, StreamNews& news,
               ReceiverPlacement& placement, absl::Duration grace);
  ~RunReceivers() override { placement_.RemoveRun(run_); }

  // Each stream that has no receiver gets one, from the next Place on.
  void Start() { started_ = true; }
  // Adds what executors are to start and stop.
  void Place(std::vector<RunAction>& orders);
  // Those that run are told to stop, and no other one is started to receive anything.
  void Stop(Away away, std::vector<RunAction>& orders) {
    placement_.StopAll(run_, away);
    TakeOrders(orders);
  }
  // Of those of former epochs as well. True also when there are no streams.
  bool all_stopped() const { return placement_.AllStopped(run_); }
  bool any_waits_for_room() const { return placement_.AnyWaitsForRoom(run_); }
  bool all_sources_closed() const { return placement_.AllSourcesClosed(run_); }
  bool started() const { return started_; }
  // REQUIRES: started.
  const ReceiverStatus& StatusOf(StreamId stream) const { return placement_.StatusOf(stream); }

  // Tells those that run, of these inputs, how fast they may be now.
  void SetRates(const std::set<InputId>& inputs, std::vector<RunAction>& orders) const;

  // Asks all that run.
  void Cut(BatchTime batch, absl::Time now, std::vector<RunAction>& orders);
  // Asks nobody: the batch has what is there.
  void CutUnasked(BatchTime batch, absl::Time now) { cutter_.Begin(batch, {}, now); }
  void DropCuts() { cutter_.Clear(); }
  std::vector<BatchTime> TakeReady(absl::Time now) { return cutter_.TakeReady(now); }
  bool has_cuts() const { return !cutter_.idle(); }
  // When TakeReady is worth calling even if nothing happens.
  std::optional<absl::Time> NextDeadline() const { return cutter_.NextDeadline(); }

  void OnReceiver(const ReceiverStatus& before, const ReceiverStatus& now, const std::string& host,
                  absl::Time at) override;
  void OnCutDone(ReceiverEpoch receiver, BatchTime batch) override { cutter_.OnCutDone(receiver, batch); }
  void OnReceiverGone(ReceiverEpoch receiver) override { cutter_.OnReceiverGone(receiver); }

 private:
  void TakeOrders(std::vector<RunAction>& orders);

  const RunId run_;
  const RunBlocks& blocks_;
  const RunRates& rates_;
  StreamNews& news_;
  ReceiverPlacement& placement_;
  BatchCutter cutter_;
  bool started_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_RUN_RECEIVERS_H_
