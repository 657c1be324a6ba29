#include "driver/pages/verdict/figures.h"

#include <algorithm>
#include <map>
#include <set>

#include "common/base/printable.h"

namespace sluice {
namespace {

constexpr size_t kBatchesMax = 20;
constexpr size_t kJobsMax = 20;  // So many are looked at without streams.
constexpr size_t kNameMax = 80;

std::vector<KnownBatch> LastBatches(const History& history) {
  std::vector<KnownBatch> batches;
  const auto& ended = history.batches().ended();
  for (auto batch = ended.rbegin(); batch != ended.rend() && batches.size() < kBatchesMax; ++batch) {
    if (HasCome(batch->record.started)) batches.push_back({batch->key.run, &batch->record});
  }
  std::reverse(batches.begin(), batches.end());
  return batches;
}

std::vector<const KnownJob*> JobsOfBatches(const History& history, const std::vector<KnownBatch>& batches) {
  std::set<BatchKey> wanted;
  for (const KnownBatch& batch : batches) wanted.insert({batch.run, batch.record->time});
  std::vector<const KnownJob*> jobs = AllOf(history.jobs());
  std::erase_if(jobs, [&](const KnownJob* job) { return !job->batch.has_value() || !wanted.contains(*job->batch); });
  return jobs;
}

std::vector<const KnownJob*> LastJobs(const History& history) {
  std::vector<const KnownJob*> jobs = NewestJobs(history);
  if (jobs.size() > kJobsMax) jobs.resize(kJobsMax);
  return jobs;
}

void Add(const KnownStage& stage, absl::Time now, StageFigures& figures) {
  figures.last_number = std::max(figures.last_number, stage.record->number);
  const absl::Time end = HasCome(stage.record->ended) ? stage.record->ended : now;
  if (HasCome(stage.record->started)) figures.wall += std::max(absl::ZeroDuration(), end - stage.record->started);
  ++figures.times;
  figures.tasks += stage.record->tasks;
  if (stage.tasks == nullptr) return;
  figures.run_micros += stage.tasks->run_micros.total;
  figures.records += stage.tasks->records.total;
  figures.summaries.push_back(stage.tasks);
}

std::vector<StageFigures> StagesOfAll(const std::vector<const KnownJob*>& jobs, absl::Time now) {
  std::map<std::string, StageFigures> by_name;
  for (const KnownJob* job : jobs) {
    for (const KnownStage& stage : StagesOf(*job)) Add(stage, now, by_name[stage.record->name]);
  }
  std::vector<StageFigures> stages;
  for (auto& [name, figures] : by_name) {
    figures.name = Shortened(Printable(name), kNameMax);
    stages.push_back(std::move(figures));
  }
  std::stable_sort(stages.begin(), stages.end(),
                   [](const StageFigures& a, const StageFigures& b) { return a.wall > b.wall; });
  return stages;
}

absl::Duration BusyIn(const Figures& figures) {
  absl::Duration busy;
  for (const KnownBatch& batch : figures.batches) busy += batch.record->processing_time();
  if (figures.interval > absl::ZeroDuration()) return busy;
  for (const KnownJob* job : figures.jobs) busy += std::min(job->ended, figures.view.now) - job->started;
  return busy;
}

double PressureOf(const Figures& figures) {
  std::vector<absl::Duration> times;
  for (const KnownBatch& batch : figures.batches) times.push_back(batch.record->processing_time());
  if (times.empty() || figures.interval == absl::ZeroDuration()) return 0;
  return absl::FDivDuration(Median(std::move(times)), figures.interval);
}

}  // namespace

absl::Duration Median(std::vector<absl::Duration> durations) {
  if (durations.empty()) return absl::ZeroDuration();
  const auto middle = durations.begin() + static_cast<int64_t>(durations.size()) / 2;
  std::nth_element(durations.begin(), middle, durations.end());
  return *middle;
}

double Figures::PartOfBusy(absl::Duration duration) const {
  return busy > absl::ZeroDuration() ? absl::FDivDuration(duration, busy) : 0;
}

Figures Look(const ApplicationView& view) {
  Figures figures{.view = view, .interval = BatchInterval(view), .batches = LastBatches(view.history)};
  const bool has_streams = figures.interval > absl::ZeroDuration();
  figures.jobs = has_streams ? JobsOfBatches(view.history, figures.batches) : LastJobs(view.history);
  figures.stages = StagesOfAll(figures.jobs, view.now);
  figures.busy = BusyIn(figures);
  for (const auto& [id, executor] : view.history.executors().open()) figures.slots += executor.attached.slots;
  figures.pressure = PressureOf(figures);
  return figures;
}

}  // namespace sluice
