#ifndef SLUICE_WORKER_EXECUTOR_REPORT_OUTBOX_H_
#define SLUICE_WORKER_EXECUTOR_REPORT_OUTBOX_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "common/base/batch_key.h"
#include "common/net/transport.h"
#include "proto/executor.pb.h"
#include "worker/block/held_block.h"
#include "worker/task/task_attempt.h"

namespace sluice {

// Collects what the driver has to hear, so that one frame carries all that happened before the mailbox got to it.
// Results that are too large for that are held until the driver asks for them. Belongs to the executor's mailbox.
class ReportOutbox {
 public:
  // `wake` is called when the first fact comes into the empty outbox.
  explicit ReportOutbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void AddBlock(const HeldBlock& block);
  void AddCut(StreamId stream, Epoch epoch, const BatchKey& batch);
  void AddReceiver(v1::ReceiverReport report);
  void AddTask(AttemptResult result);
  // It was told to take the map output over.
  void AddTaken(const HeldMapOutput& output, bool is_here);
  void AddBroadcastWanted(VariableKey key, int64_t offset);
  // Some of what is held for the task, which is free once all of it has been asked for.
  void AddResultPiece(const v1::ResultWanted& wanted);
  void AddLeaving() { Report().set_leaving(true); }

  // The next frame for a driver of this life; nothing when all is told.
  std::optional<Frame> Take(DriverLife life);

  // Nobody will ask for what is held for the task.
  void DropResult(TaskId task) { held_.erase(task); }
  // Forgets everything: the driver hears of blocks with the next Attach, and has given up the rest.
  void Clear();

  static Frame Heartbeat(DriverLife life, const v1::ExecutorMetrics& metrics);  // A report without facts.
  static Frame SignOfLife(DriverLife life);                                     // One that says nothing at all.

 private:
  struct Bundle {
    v1::ToDriver message;
    Buffers results;
    Buffers pieces;
  };
  v1::Report& Report(int64_t body_bytes = 0);

  const std::function<void()> wake_;
  std::deque<Bundle> bundles_;  // One for each frame.
  int64_t last_body_bytes_ = 0;
  std::map<TaskId, Buffers> held_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_REPORT_OUTBOX_H_
