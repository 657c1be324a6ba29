#include "driver/history/history.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace sluice {
namespace {

// When it happened, as far as that is said.
template <class Event>
absl::Time TimeOf(const Event& e) {
  if constexpr (requires { e.at; }) return e.at;
  return absl::InfinitePast();
}
absl::Time TimeOf(const JobStarted& e) { return e.job.started; }
absl::Time TimeOf(const BatchSubmitted& e) { return e.batch.submitted; }

template <class Number>
void PassBy(Number used, Number& unused) {
  constexpr auto kLast = std::numeric_limits<typename Number::Representation>::max();  // Only damage says it.
  if (used >= unused && used.value() < kLast) unused = Number(used.value() + 1);
}

template <class Key, class Record>
std::vector<Key> KeysOf(const std::map<Key, Record>& open) {
  std::vector<Key> keys;
  for (const auto& [key, record] : open) keys.push_back(key);
  return keys;
}

}  // namespace

History::History(const HistoryOptions& options)
    : jobs_(options.jobs), batches_(options.batches), runs_(options.runs), executors_(options.executors) {}

void History::Add(const HistoryEvent& event) {
  std::visit([this](const auto& e) { Apply(e); }, event);
  const absl::Time at = std::visit([](const auto& e) { return TimeOf(e); }, event);
  if (at != absl::InfiniteFuture()) application_.last_heard = std::max(application_.last_heard, at);
  for (HistoryReader* reader : readers_) reader->OnEvent(event, *this);
  jobs_.Trim();
  batches_.Trim();
  runs_.Trim();
  executors_.Trim();
}

void History::Apply(const ApplicationStarted& e) {
  const std::optional<ApplicationStarted>& known = application_.started;
  const bool is_the_same = known.has_value() && known->life == e.life && known->at == e.at;
  application_.started = e;
  application_.ended = absl::InfiniteFuture();
  if (!is_the_same) return EndFormerLife();
  jobs_.DropOpen();  // What goes on is about to be said again.
  batches_.DropOpen();
  runs_.DropOpen();
  executors_.DropOpen();
}

// What went on went on until the driver was last heard of. A batch that waited had not begun: if the next life runs it,
// it is said again.
void History::EndFormerLife() {
  const std::string reason = "the driver of the application ended before it did";
  const absl::Time last_heard = application_.last_heard;
  for (const JobId job : KeysOf(jobs_.open())) Apply(JobEnded{job, absl::AbortedError(reason), last_heard});
  for (const BatchKey& batch : KeysOf(batches_.open())) {
    const bool runs = batches_.FindOpen(batch)->state == BatchRecord::State::kRunning;
    runs ? Apply(BatchFinished{batch, absl::AbortedError(reason), last_heard}) : Apply(BatchDropped{batch});
  }
  for (const RunId run : KeysOf(runs_.open())) Apply(RunEnded{run, last_heard});
  for (const ExecutorId executor : KeysOf(executors_.open())) {
    Apply(ExecutorGone{executor, "the driver of the application ended", last_heard, /*in_order=*/true});
  }
}

void History::Apply(const JobStarted& e) {
  jobs_.Begin(e.job.id, {e.job, {}, {}});
  PassBy(e.job.id, application_.unused.job);
  for (const auto& [number, stage] : e.job.stages) PassBy(number, application_.unused.stage);
}

void History::Apply(const StageChanged& e) {
  PassBy(e.stage.number, application_.unused.stage);
  KnownJob* job = jobs_.FindOpen(e.stage.job);
  if (job == nullptr) return;
  if (!e.reads.empty()) job->reads[e.stage.number] = e.reads;
  StageRecord& known = job->stages[e.stage.number];
  StageRecord now = e.stage;
  now.started = now.has_begun() ? std::min({known.started, e.stage.started, e.at}) : known.started;
  now.ended = now.is_done() ? std::min({known.ended, e.stage.ended, e.at}) : absl::InfiniteFuture();
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

void History::Apply(const StreamingStarted& e) {
  runs_.Begin(e.run, {.started = e.at});
  PassBy(e.run, application_.unused.run);
}

void History::Apply(const ReceiverEvent& e) {
  if (RunRecord* run = runs_.FindOpen(e.run)) run->receivers.insert_or_assign(e.input, e);
}

void History::Apply(const BatchSubmitted& e) {
  batches_.Begin({e.run, e.batch.time}, e.batch);
  PassBy(e.run, application_.unused.run);
}

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
  ++(e.result.ok() ? application_.batches_completed : application_.batches_failed);
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

void History::Apply(const ExecutorAttached& e) { executors_.Begin(e.executor, {.attached = e, .work = e.work}); }

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
