#include "driver/history/log/waiting_events.h"

#include <utility>

#include "common/record_log/record_format.h"
#include "driver/history/log/event_log_files.h"
#include "driver/history/log/event_proto.h"

namespace sluice {
namespace {

constexpr size_t kChunkBytes = 1 << 20;  // One that has so many is followed by another.

}  // namespace

bool WaitingEvents::Add(const HistoryEvent& event, const History& history) {
  if (bytes_ >= bytes_max_) {
    ++left_out_;
    return false;
  }
  const auto* stage = std::get_if<StageChanged>(&event);
  if (stage != nullptr && is_in_file_) {
    AddStage(*stage, history);
  } else if (is_in_file_) {
    if (const auto* ended = std::get_if<JobEnded>(&event)) AddStagesOf(ended->job);
    const bool is_first = chunks_.empty();
    AddRecord(event);
    if (is_first)
      AddRecord(BatchesCounted{history.application().batches_completed, history.application().batches_failed});
  }
  if (begins_file_ || left_out_ > 0) AddWhatGoesOn(history);
  return true;
}

void WaitingEvents::AddStage(const StageChanged& changed, const History& history) {
  const KnownJob* job = history.jobs().Find(changed.stage.job);
  if (job == nullptr) return;
  const auto known = job->stages.find(changed.stage.number);
  if (known == job->stages.end()) return;
  const auto [noted, is_new] = stages_.try_emplace({changed.stage.job, changed.stage.number});
  if (is_new) bytes_ += sizeof(StageChanged) + static_cast<int64_t>(changed.stage.name.size());
  const auto reads = job->reads.find(changed.stage.number);
  noted->second = {known->second, changed.at};
  if (reads != job->reads.end()) noted->second.reads = reads->second;
}

void WaitingEvents::AddStagesOf(JobId job) {
  const auto begin = stages_.lower_bound({job, StageNumber(0)});
  auto end = begin;
  for (; end != stages_.end() && end->first.first == job; ++end) AddRecord(end->second);
  stages_.erase(begin, end);
}

void WaitingEvents::AddWhatGoesOn(const History& history) {
  if (std::exchange(begins_file_, false)) {
    chunks_.push_back({.begins_file = true});
    AppendRecord(RecordKind::kFormat, kEventLogFormat, chunks_.back().records);
    is_in_file_ = true;
  }
  if (const int64_t events = std::exchange(left_out_, 0); events > 0) AddRecord(EventsLeftOut{events});
  if (history.application().started.has_value()) AddRecord(*history.application().started);
  AddRecord(BatchesCounted{history.application().batches_completed, history.application().batches_failed});
  for (const auto& [id, run] : history.runs().open()) {
    AddRecord(StreamingStarted{id, run.started});
    for (const auto& [input, receiver] : run.receivers) AddRecord(receiver);
  }
  for (const auto& [key, batch] : history.batches().open()) AddRecord(BatchSubmitted{key.run, batch});
  for (const auto& [id, job] : history.jobs().open()) {
    AddRecord(JobStarted{job});
    for (const auto& [stage, reads] : job.reads) {
      AddRecord(StageChanged{job.stages.at(stage), absl::InfiniteFuture(), reads});
    }
    for (const auto& [stage, tasks] : job.tasks) AddRecord(TasksSummarised{id, stage, tasks});
  }
  for (const auto& [id, executor] : history.executors().open()) {
    ExecutorAttached attached = executor.attached;
    attached.work = executor.work;  // The jobs above are in it.
    AddRecord(attached);
  }
}

void WaitingEvents::AddRecord(const HistoryEvent& event) {
  const std::string bytes = ToProto(event).SerializeAsString();
  if (static_cast<int64_t>(bytes.size()) > kRecordBytesMax) return AddRecord(EventsLeftOut{1});
  if (chunks_.empty() || chunks_.back().records.size() >= kChunkBytes) chunks_.emplace_back();
  AppendRecord(RecordKind::kNext, bytes, chunks_.back().records);
  bytes_ += kHeaderBytes + static_cast<int64_t>(bytes.size());
}

std::vector<EventChunk> WaitingEvents::Take() {
  for (const auto& [key, stage] : stages_) AddRecord(stage);
  stages_.clear();
  bytes_ = 0;
  return std::exchange(chunks_, {});
}

}  // namespace sluice
