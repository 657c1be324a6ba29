#include "role/status_message.h"

#include <algorithm>

#include "common/base/printable.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr int kBatchesShown = 10;

const char* StateName(StreamingState state) {
  switch (state) {
    case StreamingState::kInitialized: return "starting";
    case StreamingState::kActive: return "running";
    case StreamingState::kStopped: return "stopping";
  }
  return "unknown";
}

const char* StateName(BatchRecord::State state) {
  switch (state) {
    case BatchRecord::State::kQueued: return "waiting";
    case BatchRecord::State::kRunning: return "running";
    case BatchRecord::State::kCompleted: return "completed";
    case BatchRecord::State::kFailed: return "failed";
  }
  return "unknown";
}

void Fill(v1::ReceiverStatus& message, const RunStatus::Input& input, RunId run) {
  const ReceiverStatus& receiver = input.receiver;
  message.set_run(run.value());
  message.set_name(ToMessageText(input.name));
  message.set_stream(input.id.value());
  message.set_epoch(static_cast<int32_t>(receiver.id.epoch.number()));
  message.set_executor(receiver.executor ? receiver.executor->value() : -1);
  message.set_state(ToString(receiver.state));
  message.set_message(ToMessageText(StrCat(receiver.message, receiver.error.empty() ? "" : ": ", receiver.error)));
  message.set_records(receiver.records);
  message.set_dropped(receiver.dropped);
}

void Fill(v1::ExecutorStatus& message, const ApplicationStatus::Executor& executor) {
  message.set_executor(executor.info.id.value());
  message.set_worker(executor.info.worker);
  message.set_address(executor.info.block_address);
  message.set_state(executor.leaving ? "leaving" : "attached");
  message.set_slots(executor.info.slots);
  message.set_running_tasks(executor.use.running_tasks);
  message.set_blocks(executor.blocks);
  message.set_memory_bytes(executor.use.memory_bytes);
  message.set_disk_bytes(executor.use.disk_bytes);
  message.set_to_hand_over(static_cast<int64_t>(executor.to_hand_over));
}

void Fill(v1::BatchStatus& message, const BatchRecord& batch, RunId run) {
  message.set_run(run.value());
  message.set_batch_time(batch.time.value());
  message.set_state(StateName(batch.state));
  message.set_records(batch.records);
  message.set_message(ToMessageText(batch.error));
  if (batch.started == absl::InfiniteFuture()) return;
  message.set_scheduling_delay_millis(absl::ToInt64Milliseconds(batch.scheduling_delay()));
  if (batch.finished == absl::InfiniteFuture()) return;
  message.set_processing_millis(absl::ToInt64Milliseconds(batch.processing_time()));
}

void Fill(v1::RateStatus& message, const RunStatus::Rate& rate, RunId run) {
  message.set_run(run.value());
  message.set_stream(rate.input.value());
  message.set_limit(rate.limit);
  message.set_processing(rate.processing_rate);
}

void Fill(v1::ApplicationStatus& message, const RunStatus& run) {
  if (message.batch_interval_millis() == 0) {
    message.set_batch_interval_millis(absl::ToInt64Milliseconds(run.batch_interval));
  }
  for (const RunStatus::Input& input : run.inputs) Fill(*message.add_receivers(), input, run.id);
  for (const RunStatus::Rate& rate : run.rates) Fill(*message.add_rates(), rate, run.id);
  const int64_t waiting = std::count_if(run.batches.begin(), run.batches.end(), [](const BatchRecord& batch) {
    return batch.state == BatchRecord::State::kQueued;
  });
  message.set_batches_waiting(message.batches_waiting() + waiting);
  int shown = 0;
  for (auto batch = run.batches.rbegin(); batch != run.batches.rend() && shown < kBatchesShown; ++batch, ++shown) {
    Fill(*message.add_batches(), *batch, run.id);
  }
}

}  // namespace

v1::ApplicationStatus ToMessage(const ApplicationStatus& status) {
  v1::ApplicationStatus message;
  message.set_state(StateName(status.streaming));
  for (const RunStatus& run : status.runs) Fill(message, run);
  for (const ApplicationStatus::Executor& executor : status.executors) Fill(*message.add_executors(), executor);
  message.mutable_blocks()->set_held(status.blocks.held);
  message.mutable_blocks()->set_held_bytes(status.blocks.held_bytes);
  message.mutable_blocks()->set_unassigned(status.blocks.unassigned);
  message.set_batches_completed(status.batches_completed);
  message.set_batches_failed(status.batches_failed);
  message.mutable_records()->set_received(status.totals.received);
  message.mutable_records()->set_replicated(status.totals.replicated);
  message.mutable_records()->set_processed(status.totals.processed);
  message.mutable_records()->set_lost(status.totals.lost);
  message.mutable_records()->set_repeated(status.totals.repeated);
  return message;
}

}  // namespace sluice
