#include "driver/run/stream/stream_news.h"

namespace sluice {

void StreamNews::Tell(StreamingEvent event) const {
  if (plan_->on_event) plan_->on_event(std::move(event));
}

void StreamNews::Batch(BatchEvent::Kind kind, const BatchRecord& batch) {
  BatchEvent event{.kind = kind,
                   .batch = {run_, batch.time},
                   .records = batch.input_records,
                   .metadata = batch.input_metadata,
                   .submitted = batch.submitted,
                   .started = batch.started,
                   .finished = batch.finished};
  for (const InputStreamSpec& input : plan_->inputs) event.records.try_emplace(input.id, 0);
  Tell(std::move(event));
}

void StreamNews::Receiver(const InputStreamSpec& input, const ReceiverStatus& before, const ReceiverStatus& now,
                          const std::string& host, absl::Time at) {
  using State = ReceiverStatus::State;
  using Kind = ReceiverEvent::Kind;
  auto tell = [&](Kind kind) {
    Tell(ReceiverEvent{.kind = kind,
                       .input = input.id,
                       .name = input.receiver.name,
                       .executor = now.executor,
                       .host = host,
                       .message = now.message,
                       .error = now.error,
                       .at = at});
  };
  if (now.state == State::kStarting) return;
  if (now.is_error) return tell(Kind::kError);
  const bool was_running = running_.contains(now.id);
  if (!was_running && !now.is_gone()) tell(Kind::kStarted);
  const bool is_news = was_running || before.state == State::kStarting || !now.is_gone();
  if (now.state == State::kConnected) {
    running_.insert(now.id);
  } else if (is_news) {
    running_.erase(now.id);
    tell(Kind::kStopped);
  }
}

}  // namespace sluice
