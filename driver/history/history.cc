#include "driver/history/history.h"

#include <algorithm>
#include <utility>

namespace sluice {

History::History(const HistoryOptions& options)
    : jobs_(options.jobs), batches_(options.batches), runs_(options.runs), executors_(options.executors) {}

void History::Add(const HistoryEvent& event) {
  std::visit([this](const auto& e) { Apply(e); }, event);
  for (HistoryReader* reader : readers_) reader->OnEvent(event, *this);
  jobs_.Trim();
  batches_.Trim();
  runs_.Trim();
  executors_.Trim();
}

void History::Apply(const JobStarted& e) { jobs_.Begin(e.job.id, {e.job, {}}); }

void History::Apply(const StageChanged& e) {
  JobRecord* job = jobs_.FindOpen(e.stage.job);
  if (job == nullptr) return;
  StageRecord& known = job->stages[e.stage.number];
  StageRecord now = e.stage;
  now.started = now.has_begun() ? std::min(known.started, e.at) : known.started;
  now.ended = now.is_done() ? std::min(known.ended, e.at) : absl::InfiniteFuture();
  known = std::move(now);
}

void History::Apply(const TasksSummarised& e) {
  KnownJob* job = jobs_.FindOpen(e.job);
  if (job == nullptr) return;
  job->tasks.insert_or_assign(e.stage, e.tasks);
  for (const ExecutorShare& share : e.tasks.executors) {
    ExecutorRecord* executor = executors_.FindOpen(share.executor);
    if (executor != nullptr) executor->work.Add(share);
  }
}

// Its tasks end with it.
void History::Apply(const JobEnded& e) {
  JobRecord* job = jobs_.FindOpen(e.job);
  if (job == nullptr) return;
  job->state = e.result.ok() ? JobRecord::State::kSucceeded : JobRecord::State::kFailed;
  job->error = std::string(e.result.message());
  job->ended = e.at;
  for (auto& [number, stage] : job->stages) {
    if (stage.is_active()) stage.ended = e.at;
    stage.active = 0;
  }
  jobs_.End(e.job);
}

void History::Apply(const StreamingStarted& e) { runs_.Begin(e.run, {.started = e.at}); }

void History::Apply(const ReceiverEvent& e) {
  if (RunRecord* run = runs_.FindOpen(e.run)) run->receivers.insert_or_assign(e.input, e);
}

void History::Apply(const BatchSubmitted& e) { batches_.Begin({e.run, e.batch.time}, e.batch); }

void History::Apply(const BatchStarted& e) {
  BatchRecord* batch = batches_.FindOpen(e.batch);
  if (batch == nullptr) return;
  batch->state = BatchRecord::State::kRunning;
  batch->started = e.at;
}

void History::Apply(const BatchPutBack& e) {
  if (BatchRecord* batch = batches_.FindOpen(e.batch)) batch->state = BatchRecord::State::kQueued;
}

void History::Apply(const InputEvent& e) {
  BatchRecord* batch = batches_.FindOpen(e.batch);
  if (batch == nullptr) return;
  batch->input_metadata.insert_or_assign(e.input, e.metadata);
  if (!e.records.has_value()) return;
  batch->records += *e.records - batch->input_records[e.input];  // It is said again when the batch runs again.
  batch->input_records[e.input] = *e.records;
}

void History::Apply(const OutputEvent& e) {
  if (BatchRecord* batch = batches_.FindOpen(e.batch)) batch->outputs.insert_or_assign(e.number, e.output);
}

void History::Apply(const BatchFinished& e) {
  BatchRecord* batch = batches_.FindOpen(e.batch);
  if (batch == nullptr) return;
  ++(e.result.ok() ? batches_completed_ : batches_failed_);
  batch->state = e.result.ok() ? BatchRecord::State::kCompleted : BatchRecord::State::kFailed;
  batch->error = std::string(e.result.message());
  batch->finished = e.at;
  batches_.End(e.batch);
}

void History::Apply(const BatchDropped& e) { batches_.Drop(e.batch); }

void History::Apply(const RunEnded& e) {
  RunRecord* run = runs_.FindOpen(e.run);
  if (run == nullptr) return;
  run->ended = e.at;
  runs_.End(e.run);
}

void History::Apply(const ExecutorAttached& e) { executors_.Begin(e.executor, {.attached = e}); }

void History::Apply(const ExecutorGone& e) {
  ExecutorRecord* executor = executors_.FindOpen(e.executor);
  if (executor == nullptr) return;
  executor->gone = e.at;
  executor->reason = e.reason;
  executor->in_order = e.in_order;
  executors_.End(e.executor);
}

std::vector<BatchRecord> History::BatchesOf(RunId run) const {
  std::vector<BatchRecord> batches;
  for (const auto& ended : batches_.ended()) {
    if (ended.key.run == run) batches.push_back(ended.record);
  }
  for (const auto& [key, batch] : batches_.open()) {
    if (key.run == run) batches.push_back(batch);
  }
  return batches;
}

}  // namespace sluice
