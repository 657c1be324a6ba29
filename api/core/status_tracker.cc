#include "api/core/status_tracker.h"

#include <algorithm>

#include "engine/lineage/job_record.h"
#include "engine/lineage/job_runner.h"

namespace sluice {
namespace {

JobExecutionStatus StatusOf(const JobRecord& job) {
  switch (job.state) {
    case JobRecord::State::kRunning: return JobExecutionStatus::RUNNING;
    case JobRecord::State::kSucceeded: return JobExecutionStatus::SUCCEEDED;
    case JobRecord::State::kFailed: return JobExecutionStatus::FAILED;
  }
  return JobExecutionStatus::FAILED;
}

SparkStageInfo InfoOf(const StageRecord& stage) {
  return {.stageId = stage.number.value(),
          .currentAttemptId = stage.attempt,
          .submissionTime = stage.started == absl::InfiniteFuture() ? 0 : absl::ToUnixMillis(stage.started),
          .name = stage.name,
          .numTasks = stage.tasks,
          .numActiveTasks = stage.active,
          .numCompletedTasks = stage.completed,
          .numFailedTasks = stage.failed};
}

// The numbers of the jobs that `is_wanted` says, in order.
template <class IsWanted>
std::vector<int> JobsThat(JobRunner& jobs, IsWanted is_wanted) {
  std::vector<int> ids;
  jobs.ForEachJob([&](const JobRecord& job) {
    if (is_wanted(job)) ids.push_back(job.id.value());
  });
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

std::vector<int> StatusTracker::getJobIdsForGroup(const std::optional<std::string>& group) const {
  return JobsThat(jobs_, [&group](const JobRecord& job) { return job.group == group; });
}

std::vector<int> StatusTracker::getActiveJobIds() const {
  return JobsThat(jobs_, [](const JobRecord& job) { return job.state == JobRecord::State::kRunning; });
}

std::vector<int> StatusTracker::getActiveStageIds() const {
  std::vector<int> ids;
  jobs_.ForEachJob([&ids](const JobRecord& job) {
    for (const auto& [number, stage] : job.stages) {
      if (stage.is_active()) ids.push_back(number.value());
    }
  });
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::optional<SparkJobInfo> StatusTracker::getJobInfo(int jobId) const {
  std::optional<SparkJobInfo> info;
  jobs_.ForEachJob([&](const JobRecord& job) {
    if (job.id != JobId(jobId)) return;
    info = {.jobId = jobId, .status = StatusOf(job)};
    for (const auto& [number, stage] : job.stages) info->stageIds.push_back(number.value());
  });
  return info;
}

std::optional<SparkStageInfo> StatusTracker::getStageInfo(int stageId) const {
  std::optional<SparkStageInfo> info;
  jobs_.ForEachJob([&](const JobRecord& job) {
    auto stage = job.stages.find(StageNumber(stageId));
    if (stage != job.stages.end()) info = InfoOf(stage->second);
  });
  return info;
}

}  // namespace sluice
