#include "driver/pages/known.h"

namespace sluice {

std::vector<KnownBatch> NewestBatches(const History& history) {
  std::vector<KnownBatch> batches;
  for (const auto& ended : history.batches().ended()) batches.push_back({ended.key.run, &ended.record});
  for (const auto& [key, record] : history.batches().open()) batches.push_back({key.run, &record});
  std::stable_sort(batches.begin(), batches.end(),
                   [](const KnownBatch& a, const KnownBatch& b) { return a.record->time > b.record->time; });
  return batches;
}

std::optional<KnownBatch> FindBatch(const History& history, int64_t time) {
  std::optional<KnownBatch> found;
  auto look = [&](RunId run, const BatchRecord& record) {
    const bool is_newer = !found.has_value() || run > found->run;
    if (record.time.value() == time && is_newer) found = {run, &record};
  };
  for (const auto& ended : history.batches().ended()) look(ended.key.run, ended.record);
  for (const auto& [key, record] : history.batches().open()) look(key.run, record);
  return found;
}

std::vector<const KnownJob*> NewestJobs(const History& history) {
  std::vector<const KnownJob*> jobs = AllOf(history.jobs());
  std::sort(jobs.begin(), jobs.end(), [](const KnownJob* a, const KnownJob* b) { return a->id > b->id; });
  return jobs;
}

std::vector<const KnownJob*> JobsOf(const History& history, const BatchKey& batch) {
  std::vector<const KnownJob*> jobs = AllOf(history.jobs());
  std::erase_if(jobs, [&](const KnownJob* job) { return job->batch != batch; });
  std::sort(jobs.begin(), jobs.end(), [](const KnownJob* a, const KnownJob* b) { return a->id < b->id; });
  return jobs;
}

std::vector<KnownStage> StagesOf(const KnownJob& job) {
  std::vector<KnownStage> stages;
  for (const auto& [number, record] : job.stages) {
    const auto tasks = job.tasks.find(number);
    stages.push_back({&job, &record, tasks == job.tasks.end() ? nullptr : &tasks->second});
  }
  return stages;
}

absl::Duration BatchInterval(const ApplicationView& view) {
  if (view.status.batch_interval_millis() > 0) return absl::Milliseconds(view.status.batch_interval_millis());
  const std::vector<KnownBatch> batches = NewestBatches(view.history);
  absl::Duration interval = absl::InfiniteDuration();
  for (size_t i = 1; i < batches.size(); ++i) {
    if (batches[i].run != batches[i - 1].run) continue;
    const int64_t millis = batches[i - 1].record->time.value() - batches[i].record->time.value();
    if (millis > 0) interval = std::min(interval, absl::Milliseconds(millis));
  }
  return interval == absl::InfiniteDuration() ? absl::ZeroDuration() : interval;
}

const RunRecord* NewestRun(const History& history) {
  const auto& runs = history.runs();
  if (!runs.open().empty()) return &runs.open().begin()->second;
  return runs.ended().empty() ? nullptr : &runs.ended().back().record;
}

}  // namespace sluice
