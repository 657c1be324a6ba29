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

void Fill(v1::ReceiverStatus& message, const ReceiverStatus& receiver, const ApplicationStatus& status) {
  auto name = status.names.find(receiver.id.stream);
  if (name != status.names.end()) message.set_name(ToMessageText(name->second));
  message.set_stream(receiver.id.stream.value());
  message.set_epoch(receiver.id.epoch);
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
}

void Fill(v1::BatchStatus& message, const BatchRecord& batch) {
  message.set_batch_time(batch.time.value());
  message.set_state(StateName(batch.state));
  message.set_records(batch.records);
  message.set_message(ToMessageText(batch.error));
  if (batch.started == absl::InfiniteFuture()) return;
  message.set_scheduling_delay_millis(absl::ToInt64Milliseconds(batch.scheduling_delay()));
  if (batch.finished == absl::InfiniteFuture()) return;
  message.set_processing_millis(absl::ToInt64Milliseconds(batch.processing_time()));
}

void FillBatches(v1::ApplicationStatus& message, const ApplicationStatus& status) {
  message.set_batches_completed(status.batches_completed);
  message.set_batches_failed(status.batches_failed);
  message.set_batches_waiting(std::count_if(status.batches.begin(), status.batches.end(), [](const BatchRecord& batch) {
    return batch.state == BatchRecord::State::kQueued;
  }));
  int shown = 0;
  for (auto batch = status.batches.rbegin(); batch != status.batches.rend() && shown < kBatchesShown;
       ++batch, ++shown) {
    Fill(*message.add_batches(), *batch);
  }
}

}  // namespace

v1::ApplicationStatus ToMessage(const ApplicationStatus& status) {
  v1::ApplicationStatus message;
  message.set_state(StateName(status.streaming));
  message.set_batch_interval_millis(absl::ToInt64Milliseconds(status.batch_interval));
  for (const ReceiverStatus& receiver : status.receivers) Fill(*message.add_receivers(), receiver, status);
  for (const ApplicationStatus::Executor& executor : status.executors) Fill(*message.add_executors(), executor);
  message.mutable_blocks()->set_held(status.blocks.held);
  message.mutable_blocks()->set_held_bytes(status.blocks.held_bytes);
  message.mutable_blocks()->set_unassigned(status.blocks.unassigned);
  FillBatches(message, status);
  message.mutable_records()->set_received(status.totals.received);
  message.mutable_records()->set_replicated(status.totals.replicated);
  message.mutable_records()->set_processed(status.totals.processed);
  message.mutable_records()->set_lost(status.totals.lost);
  return message;
}

}  // namespace sluice
