#include "driver/application/application_figures.h"

#include <algorithm>
#include <variant>

namespace sluice {
namespace {

void Observe(prometheus::Histogram& histogram, absl::Duration time) { histogram.Observe(absl::ToDoubleSeconds(time)); }

int64_t WaitingBatches(const RunStatus& run) {
  return std::count_if(run.batches.begin(), run.batches.end(),
                       [](const BatchRecord& batch) { return batch.state == BatchRecord::State::kQueued; });
}

}  // namespace

void ApplicationFigures::OnEvent(const HistoryEvent& event, const History& history) {
  std::visit([&](const auto& e) { Count(e, history); }, event);
}

void ApplicationFigures::Count(const BatchFinished& e, const History& history) {
  const BatchRecord* batch = history.batches().Find(e.batch);
  if (batch == nullptr || batch->finished != e.at) return;  // It had ended before, or was never known.
  (e.result.ok() ? batches_done_ : batches_failed_).Increment();
  if (batch->started == absl::InfiniteFuture()) return;
  Observe(scheduling_, batch->scheduling_delay());
  Observe(processing_, batch->processing_time());
  Observe(total_, batch->total_delay());
}

void ApplicationFigures::Count(const JobEnded& e, const History& history) {
  const KnownJob* job = history.jobs().Find(e.job);
  if (job == nullptr || job->ended != e.at) return;
  (e.result.ok() ? jobs_done_ : jobs_failed_).Increment();
}

void ApplicationFigures::Count(const ExecutorGone& e, const History& history) {
  const ExecutorRecord* executor = history.executors().Find(e.executor);
  if (executor != nullptr && executor->gone == e.at && !e.in_order) executors_lost_.Increment();
}

void ApplicationFigures::Count(const ReceiverEvent& e, const History&) {
  if (e.kind == ReceiverEvent::Kind::kStarted) receiver_starts_.Increment();
  if (e.kind == ReceiverEvent::Kind::kError) receiver_errors_.Increment();
}

std::string ApplicationFigures::Text(const ApplicationStatus& status) {
  int64_t waiting = 0;
  for (const RunStatus& run : status.runs) waiting += WaitingBatches(run);
  waiting_.Set(static_cast<double>(waiting));
  interval_.Set(status.runs.empty() ? 0 : absl::ToDoubleSeconds(status.runs.front().batch_interval));
  executors_.Set(static_cast<double>(status.executors.size()));
  held_.Set(static_cast<double>(status.blocks.held_bytes));
  return all_.PrometheusText();
}

}  // namespace sluice
