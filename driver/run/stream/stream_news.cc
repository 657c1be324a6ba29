#include "driver/run/stream/stream_news.h"

#include <utility>

#include "common/base/overloaded.h"

namespace sluice {

StreamNews::StreamNews(RunId run, std::shared_ptr<const StreamingPlan> plan, History& history)
    : run_(run), plan_(std::move(plan)), history_(history) {
  history_.AddReader(*this);
}

void StreamNews::Submitted(BatchRecord batch) {
  for (const InputStreamSpec& input : plan_->inputs) batch.input_records.try_emplace(input.id, 0);
  history_.Add(BatchSubmitted{run_, std::move(batch)});
}

void StreamNews::Started(BatchTime batch, absl::Time at, bool to_save) {
  history_.Add(BatchStarted{KeyOf(batch), at, to_save});
}

BatchRecord StreamNews::Finished(BatchTime batch, const absl::Status& result, absl::Time at) {
  history_.Add(BatchFinished{KeyOf(batch), result, at});
  return *history_.batches().Find(KeyOf(batch));
}

void StreamNews::Receiver(const InputStreamSpec& input, const ReceiverStatus& before, const ReceiverStatus& now,
                          const std::string& host, absl::Time at) {
  using State = ReceiverStatus::State;
  using Kind = ReceiverEvent::Kind;
  auto say = [&](Kind kind) {
    history_.Add(ReceiverEvent{.kind = kind,
                               .run = run_,
                               .input = input.id,
                               .name = input.receiver.name,
                               .executor = now.executor,
                               .executor_host = host,
                               .message = now.message,
                               .error = now.error,
                               .at = at});
  };
  if (now.state == State::kStarting) return;
  if (now.is_error) return say(Kind::kError);
  const bool was_running = running_.contains(now.id);
  if (!was_running && !now.is_gone()) say(Kind::kStarted);
  const bool is_news = was_running || before.state == State::kStarting || !now.is_gone();
  if (now.state == State::kConnected) {
    running_.insert(now.id);
  } else if (is_news) {
    running_.erase(now.id);
    say(Kind::kStopped);
  }
}

void StreamNews::OnEvent(const HistoryEvent& event, const History&) {
  if (!plan_->on_event) return;
  std::visit(Overloaded{
                 [&](const StreamingStarted& e) {
                   if (e.run == run_) plan_->on_event(e);
                 },
                 [&](const ReceiverEvent& e) {
                   if (e.run == run_) plan_->on_event(e);
                 },
                 [&](const OutputEvent& e) {
                   if (e.batch.run == run_) plan_->on_event(e);
                 },
                 [&](const BatchSubmitted& e) { TellBatch(BatchEvent::Kind::kSubmitted, {e.run, e.batch.time}); },
                 [&](const BatchStarted& e) {
                   if (!e.to_save) TellBatch(BatchEvent::Kind::kStarted, e.batch);
                 },
                 [&](const BatchFinished& e) { TellBatch(BatchEvent::Kind::kCompleted, e.batch); },
                 [](const auto&) {},
             },
             event);
}

void StreamNews::TellBatch(BatchEvent::Kind kind, const BatchKey& batch) const {
  const BatchRecord* record = batch.run == run_ ? history_.batches().Find(batch) : nullptr;
  if (record != nullptr) plan_->on_event(BatchEvent{kind, batch, *record});
}

}  // namespace sluice
