#include "api/listener/listener_bus.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/actor/task_local.h"
#include "common/base/user_code.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

bool& IsBusThread() { return TaskLocal<bool, ListenerBus>::Value(); }

std::optional<int64_t> Millis(absl::Time time) {
  return time == absl::InfiniteFuture() ? std::nullopt : std::optional(absl::ToUnixMillis(time));
}

std::optional<int64_t> Between(std::optional<int64_t> from, std::optional<int64_t> to) {
  return from && to ? std::optional(*to - *from) : std::nullopt;
}

}  // namespace

std::optional<std::string> StreamInputInfo::metadataDescription() const {
  return metadata.empty() ? std::nullopt : std::optional(absl::StrJoin(metadata, "\n"));
}
std::optional<int64_t> OutputOperationInfo::duration() const { return Between(startTime, endTime); }
std::optional<int64_t> BatchInfo::schedulingDelay() const { return Between(submissionTime, processingStartTime); }
std::optional<int64_t> BatchInfo::processingDelay() const { return Between(processingStartTime, processingEndTime); }
std::optional<int64_t> BatchInfo::totalDelay() const { return Between(submissionTime, processingEndTime); }
int64_t BatchInfo::numRecords() const {
  int64_t records = 0;
  for (const auto& [id, input] : streamIdToInputInfo) records += input.numRecords;
  return records;
}

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
  thread_->Post([this, event = std::move(event), at = runtime_.clock().CalendarNow()] { Deliver(event, at); });
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

void ListenerBus::Deliver(const StreamingEvent& event, absl::Time at) {
  IsBusThread() = true;
  std::visit([&](const auto& what) { Tell(what, at); }, event);
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

void ListenerBus::Tell(const StreamingStarted& event, absl::Time) {
  ForEach([&](StreamingListener& listener) { listener.onStreamingStarted(absl::ToUnixMillis(event.at)); });
}

void ListenerBus::Tell(const ReceiverEvent& event, absl::Time) {
  ReceiverInfo info{.streamId = event.input.value(),
                    .name = absl::StrCat(event.name, "-", event.input.value()),
                    .active = event.kind != ReceiverEvent::Kind::kStopped,
                    .location = event.host,
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

void ListenerBus::Tell(const BatchEvent& event, absl::Time) {
  BatchInfo info{.batchTime = Time(event.batch.time.value()),
                 .submissionTime = Millis(event.submitted).value_or(0),
                 .processingStartTime = Millis(event.started),
                 .processingEndTime = Millis(event.finished)};
  for (const auto& [input, records] : event.records) {
    auto metadata = event.metadata.find(input);
    info.streamIdToInputInfo[input.value()] = {
        input.value(), records, metadata == event.metadata.end() ? std::vector<std::string>() : metadata->second};
  }
  if (event.kind == BatchEvent::Kind::kCompleted) {
    info.outputOperationInfos = std::move(operations_[event.batch]);
    operations_.erase(event.batch);
    info.streamIdToInputInfo.merge(inputs_[event.batch]);
    inputs_.erase(event.batch);
  }
  ForEach([&](StreamingListener& listener) {
    switch (event.kind) {
      case BatchEvent::Kind::kSubmitted: return listener.onBatchSubmitted(info);
      case BatchEvent::Kind::kStarted: return listener.onBatchStarted(info);
      case BatchEvent::Kind::kCompleted: return listener.onBatchCompleted(info);
    }
  });
}

void ListenerBus::Tell(const InputEvent& event, absl::Time) {
  const int input = event.input.value();
  inputs_[event.batch][input] = {.inputStreamId = input, .metadata = event.metadata};
}

void ListenerBus::Tell(const OutputEvent& event, absl::Time at) {
  OutputOperationInfo& info = operations_[event.batch][event.number];
  info.batchTime = Time(event.batch.time.value());
  info.id = event.number;
  info.name = info.description = event.name;
  (event.result ? info.endTime : info.startTime) = absl::ToUnixMillis(at);
  if (event.result && !event.result->ok()) info.failureReason = std::string(event.result->message());
  ForEach([&](StreamingListener& listener) {
    event.result ? listener.onOutputOperationCompleted(info) : listener.onOutputOperationStarted(info);
  });
}

}  // namespace sluice
