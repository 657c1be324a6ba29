#include <algorithm>
#include <utility>

#include "common/base/address.h"
#include "common/base/block_id_proto.h"
#include "common/base/user_code.h"
#include "common/observe/logging.h"
#include "common/settings/exclusion.h"
#include "driver/application/batch_blocks.h"
#include "driver/application/driver_actor.h"
#include "driver/schedule/task_inputs.h"

// What the pure parts have decided, carried out. An executor that went away meanwhile is simply not told.

namespace sluice {
namespace {

const InputStreamSpec* FindInput(const StreamingPlan& plan, StreamId stream) {
  for (const InputStreamSpec& input : plan.inputs) {
    if (input.id == stream) return &input;
  }
  return nullptr;
}

}  // namespace

void DriverActor::Perform(const SendCut& a) {
  if (!links_.Has(a.executor)) return;
  v1::CutBlocks& cut = *links_.WorkFor(a.executor).add_cuts();
  cut.set_stream(a.stream.value());
  cut.set_batch(a.batch.value());
}

void DriverActor::Perform(const StartReceiver& a) {
  const InputStreamSpec* input = FindInput(*plan_, a.receiver.stream);
  if (input == nullptr || !links_.Has(a.executor)) return;
  v1::StartReceiver& start = *links_.WorkFor(a.executor).add_start_receivers();
  start.set_stream(a.receiver.stream.value());
  start.set_epoch(a.receiver.epoch);
  start.mutable_factory()->set_factory(input->receiver.factory);
  start.mutable_factory()->set_arguments(input->receiver.arguments);
  start.mutable_factory()->set_name(input->receiver.name);
  start.set_replication(input->replication);
  start.set_block_interval_millis(absl::ToInt64Milliseconds(input->block_interval));
  LogInfo("receivers", "receiver ", a.receiver.stream.value(), " starts on executor ", a.executor.value(),
          ": epoch=", a.receiver.epoch);
}

void DriverActor::Perform(const StopReceiver& a) {
  if (!links_.Has(a.executor)) return;
  v1::StopReceiver& stop = *links_.WorkFor(a.executor).add_stop_receivers();
  stop.set_stream(a.receiver.stream.value());
  stop.set_epoch(a.receiver.epoch);
}

void DriverActor::Tell(StreamingEvent event) {
  if (plan_ != nullptr && plan_->on_event) plan_->on_event(std::move(event));
}

void DriverActor::Tell(BatchEvent::Kind kind, const BatchRecord& batch) {
  if (plan_ == nullptr) return;
  BatchEvent event{kind,          batch.time,    batch.stream_records, batch.stream_metadata, batch.submitted,
                   batch.started, batch.finished};
  for (const InputStreamSpec& input : plan_->inputs) event.records.try_emplace(input.id, 0);
  Tell(std::move(event));
}

void DriverActor::TellNewBatches() {
  for (const BatchRecord& batch : run_->batches().open()) {
    if (batch.time <= last_told_) continue;
    BatchRecord queued = batch;
    queued.started = absl::InfiniteFuture();
    Tell(BatchEvent::Kind::kSubmitted, queued);
    last_told_ = batch.time;
  }
}

std::string DriverActor::HostOf(std::optional<ExecutorId> executor) const {
  const ExecutorTable::Executor* found = executor.has_value() ? executors_.Find(*executor) : nullptr;
  if (found == nullptr) return "";
  const absl::StatusOr<Address> address = ParseAddress(found->info.block_address);
  return address.ok() ? address->host : "";
}

void DriverActor::Tell(ReceiverEvent::Kind kind, const ReceiverStatus& receiver) {
  const InputStreamSpec* input = plan_ != nullptr ? FindInput(*plan_, receiver.id.stream) : nullptr;
  if (input == nullptr) return;
  Tell(ReceiverEvent{kind, receiver.id.stream, input->receiver.name, receiver.executor, HostOf(receiver.executor),
                     receiver.message, receiver.error, outside_.clock.CalendarNow()});
}

// As Spark: a receiver starts before it reaches its source, and one that lost it has stopped until it starts again.
void DriverActor::TellReceiver(const ReceiverStatus& before, const ReceiverStatus& now) {
  using State = ReceiverStatus::State;
  using Kind = ReceiverEvent::Kind;
  if (now.state == State::kStarting) return;
  if (now.is_error) return Tell(Kind::kError, now);
  const bool is_gone = now.state == State::kStopped || now.state == State::kWaiting;
  const bool was_running = receivers_told_of_.contains(now.id);
  if (!was_running && !is_gone) Tell(Kind::kStarted, now);
  const bool is_news = was_running || before.state == State::kStarting || !is_gone;
  if (now.state == State::kConnected) {
    receivers_told_of_.insert(now.id);
  } else if (is_news) {
    receivers_told_of_.erase(now.id);
    Tell(Kind::kStopped, now);
  }
}

void DriverActor::Perform(const RunBatch& a) {
  for (const BatchRecord& record : run_->batches().open()) {
    if (record.time == a.batch) Tell(BatchEvent::Kind::kStarted, record);
  }
  auto run = [plan = plan_, batch = a.batch, blocks = GroupBlocks(blocks_, a.batch), post = outside_.post] {
    post(BatchDone{batch, CallUserCode([&] { return plan->run_batch(batch, blocks); })});
  };
  outside_.post_batch(a.lane, std::move(run));
}

void DriverActor::Perform(const SaveBatch& a) {
  auto save = [plan = plan_, batch = a.batch, blocks = GroupBlocks(blocks_, a.batch), post = outside_.post] {
    post(BatchSaved{batch, CallUserCode([&] { return plan->save_batch(batch, blocks); })});
  };
  outside_.post_batch(a.lane, std::move(save));
}

void DriverActor::Perform(const FreeBlock& a) {
  if (links_.Has(a.holder)) *links_.WorkFor(a.holder).add_free_blocks() = ToProto(a.block);
}

void DriverActor::Perform(const CancelBatchJobs&) {
  scheduler_.FailJobs(absl::CancelledError("the job was cancelled: its streams are stopped"), /*batches_only=*/true);
}

void DriverActor::Perform(const EndPlan&) {
  const absl::Status given_up = run_->given_up();
  if (!given_up.ok()) LogError("batches", given_up.message());
  run_.reset();
  plan_.reset();
  placement_.Clear();
  receivers_told_of_.clear();
  outside_.watch.OnStopped(given_up);
  PublishSoon();
  outside_.post(Wake{});  // Settle again, without the plan.
}

void DriverActor::FreeStrayBlocks() {
  if (blocks_.waiting.empty()) return;
  for (const BlockId& id : blocks_.waiting) {
    for (ExecutorId holder : blocks_.Find(id)->holders) Perform(FreeBlock{id, holder});
  }
  (void)ForgetWaiting().Apply(blocks_);  // Is never refused.
}

void DriverActor::Perform(LaunchTask& a) {
  links_.AddProgram(a.executor, scheduler_.program(a.program));
  v1::LaunchTask& task = *links_.WorkFor(a.executor).add_tasks();
  task.set_task(a.task.value());
  task.set_stage(a.program.value());
  task.set_partition(a.partition);
  task.set_attempt(a.attempt);
  task.set_batch(a.batch.value());
  task.set_shuffle(a.stage->writes == nullptr ? -1 : a.stage->writes->id.value());
  for (const auto& [key, value] : *a.properties) {
    v1::LaunchTask::Property& property = *task.add_properties();
    property.set_key(key);
    property.set_value(value);
  }
  for (const BlockId& id : AddInputs(*a.stage, a.partition, a.executor, blocks_, scheduler_.outputs(), task)) {
    const BlockState* block = blocks_.Find(id);
    if (block == nullptr || block->lost || !GiveUpBlock{id}.Apply(blocks_).ok()) continue;
    LogWarning("blocks", "block ", ToString(id), " is lost, nobody alive holds it: records=", block->records);
  }
}

void DriverActor::Perform(CancelTask& a) {
  if (links_.Has(a.executor)) links_.WorkFor(a.executor).add_cancel_tasks(a.task.value());
}

void DriverActor::Perform(CountUpdates& a) { calls_.at(a.job)->updates.push_back(std::move(a.updates)); }

void DriverActor::Perform(FinishJob& a) {
  std::shared_ptr<JobCall> call = std::move(calls_.extract(a.job).mapped());
  call->result = std::move(a.results);
  call->done->Set();
}

void DriverActor::Perform(FailJob& a) {
  std::shared_ptr<JobCall> call = std::move(calls_.extract(a.job).mapped());
  call->result = std::move(a.error);
  call->done->Set();
}

void DriverActor::Perform(const ExcludeExecutor& a) {
  LogWarning("scheduler", "executor ", a.executor.value(), " gets no more tasks for ",
             absl::FormatDuration(settings_.scheduler.exclusion.timeout), " (", settings::kExcludeTimeout.key,
             "): too many of them have failed there");
}

void DriverActor::Perform(const CopyBlock& a) {
  if (links_.Has(a.holder)) *links_.WorkFor(a.holder).add_copy_blocks() = ToProto(a.block);
}

void DriverActor::Perform(const LetGo& a) {
  const LinkId link = executors_.Find(a.executor)->link;
  v1::ToExecutor shutdown;
  shutdown.mutable_shutdown()->set_reason("nobody needs anything of it any more");
  links_.SendNow(link, shutdown);
  LoseLink(link, absl::OkStatus());
}

void DriverActor::Perform(DistrustCopy& a) {
  (void)DropCopy{a.block, a.holder}.Apply(blocks_);  // NOT_FOUND: it is no holder any more.
}

}  // namespace sluice
