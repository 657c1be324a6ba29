#include "api/listener/listener_bus.h"

#include <algorithm>
#include <utility>

#include "common/actor/task_local.h"
#include "common/base/str_cat.h"
#include "common/base/user_code.h"
#include "common/observe/logging.h"

namespace sluice::internal {
namespace {

bool& IsBusThread() { return TaskLocal<bool, ListenerBus>::Value(); }

std::optional<int64_t> Millis(absl::Time time) {
  return time == absl::InfiniteFuture() ? std::nullopt : std::optional(absl::ToUnixMillis(time));
}

OutputOperationInfo InfoOf(BatchTime batch, int number, const OutputRecord& output) {
  OutputOperationInfo info{.batchTime = Time(batch.value()),
                           .id = number,
                           .name = output.name,
                           .description = output.name,
                           .startTime = Millis(output.started),
                           .endTime = Millis(output.ended)};
  if (output.has_ended() && !output.result.ok()) info.failureReason = std::string(output.result.message());
  return info;
}

BatchInfo InfoOf(const BatchRecord& batch) {
  BatchInfo info{.batchTime = Time(batch.time.value()),
                 .submissionTime = Millis(batch.submitted).value_or(0),
                 .processingStartTime = Millis(batch.started),
                 .processingEndTime = Millis(batch.finished)};
  for (const auto& [input, records] : batch.input_records) {
    info.streamIdToInputInfo[input.value()] = {input.value(), records};
  }
  for (const auto& [input, metadata] : batch.input_metadata) {
    StreamInputInfo& found = info.streamIdToInputInfo[input.value()];
    found.inputStreamId = input.value();
    found.metadata = metadata;
  }
  for (const auto& [number, output] : batch.outputs) {
    info.outputOperationInfos[number] = InfoOf(batch.time, number, output);
  }
  return info;
}

}  // namespace

bool ListenerBus::IsListenerThread() { return IsBusThread(); }

ListenerBus::~ListenerBus() { Flush(absl::InfiniteDuration()); }

void ListenerBus::Add(std::shared_ptr<StreamingListener> listener) {
  MutexLock lock(&mu_);
  listeners_.push_back(std::move(listener));
  if (thread_ == nullptr) thread_ = runtime_.NewMailbox("listeners");
}

void ListenerBus::Remove(const std::shared_ptr<StreamingListener>& listener) {
  MutexLock lock(&mu_);
  std::erase(listeners_, listener);
}

void ListenerBus::Post(StreamingEvent event) {
  MutexLock lock(&mu_);
  if (listeners_.empty()) return;
  thread_->Post([this, event = std::move(event)] { Deliver(event); });
}

void ListenerBus::Flush(absl::Duration timeout) {
  if (IsListenerThread()) return;
  const std::shared_ptr<Event> delivered = runtime_.NewEvent();
  {
    MutexLock lock(&mu_);
    if (thread_ == nullptr) return;
    thread_->Post([delivered] { delivered->Set(); });
  }
  delivered->Wait(timeout);
}

void ListenerBus::Deliver(const StreamingEvent& event) {
  IsBusThread() = true;
  std::visit([this](const auto& what) { Tell(what); }, event);
}

template <class Call>
void ListenerBus::ForEach(Call call) {
  std::vector<std::shared_ptr<StreamingListener>> listeners;
  {
    MutexLock lock(&mu_);
    listeners = listeners_;
  }
  for (const auto& listener : listeners) {
    const absl::Status called = CallUserCode([&] { call(*listener); });
    if (!called.ok()) LogWarning("streaming", "a StreamingListener threw: ", called.message());
  }
}

void ListenerBus::Tell(const StreamingStarted& event) {
  ForEach([&](StreamingListener& listener) { listener.onStreamingStarted(absl::ToUnixMillis(event.at)); });
}

void ListenerBus::Tell(const ReceiverEvent& event) {
  ReceiverInfo info{.streamId = event.input.value(),
                    .name = StrCat(event.name, "-", event.input.value()),
                    .active = event.kind != ReceiverEvent::Kind::kStopped,
                    .location = event.executor_host,
                    .executorId = event.executor ? std::to_string(event.executor->value()) : ""};
  if (event.kind != ReceiverEvent::Kind::kStarted) {
    info.lastErrorMessage = event.message;
    info.lastError = event.error;
    if (!event.error.empty()) info.lastErrorTime = absl::ToUnixMillis(event.at);
  }
  ForEach([&](StreamingListener& listener) {
    switch (event.kind) {
      case ReceiverEvent::Kind::kStarted: return listener.onReceiverStarted(info);
      case ReceiverEvent::Kind::kError: return listener.onReceiverError(info);
      case ReceiverEvent::Kind::kStopped: return listener.onReceiverStopped(info);
    }
  });
}

void ListenerBus::Tell(const BatchEvent& event) {
  const BatchInfo info = InfoOf(event.record);
  ForEach([&](StreamingListener& listener) {
    switch (event.kind) {
      case BatchEvent::Kind::kSubmitted: return listener.onBatchSubmitted(info);
      case BatchEvent::Kind::kStarted: return listener.onBatchStarted(info);
      case BatchEvent::Kind::kCompleted: return listener.onBatchCompleted(info);
    }
  });
}

void ListenerBus::Tell(const OutputEvent& event) {
  const OutputOperationInfo info = InfoOf(event.batch.time, event.number, event.output);
  ForEach([&](StreamingListener& listener) {
    event.output.has_ended() ? listener.onOutputOperationCompleted(info) : listener.onOutputOperationStarted(info);
  });
}

}  // namespace sluice::internal
