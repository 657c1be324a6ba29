#ifndef SLUICE_API_CORE_STATUS_TRACKER_H_
#define SLUICE_API_CORE_STATUS_TRACKER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice {

class JobRunner;

enum class JobExecutionStatus { RUNNING, SUCCEEDED, FAILED };

struct SparkJobInfo {
  int jobId = 0;
  std::vector<int> stageIds;  // A shuffle that was there already needs no stage.
  JobExecutionStatus status = JobExecutionStatus::RUNNING;
};

struct SparkStageInfo {
  int stageId = 0;
  int currentAttemptId = 0;
  int64_t submissionTime = 0;  // Milliseconds since 1970; 0: it has not begun.
  std::string name;            // Its operators: "flatMap, map, reduceByKey".
  int numTasks = 0;
  int numActiveTasks = 0;
  int numCompletedTasks = 0;
  int numFailedTasks = 0;  // Attempts that failed.
};

// How the jobs of an application are doing, as Spark's SparkStatusTracker says it. Jobs and stages count from 0 on.
// Those that have ended stay known as long as there is room for them. Given by Application::statusTracker, and no
// longer alive than that. Thread-safe.
class StatusTracker {
 public:
  explicit StatusTracker(JobRunner& jobs) : jobs_(jobs) {}

  // The known jobs, ended or not, of threads with setLocalProperty("spark.jobGroup.id", group); nullopt: of threads
  // without one.
  std::vector<int> getJobIdsForGroup(const std::optional<std::string>& group) const;
  std::vector<int> getActiveJobIds() const;
  std::vector<int> getActiveStageIds() const;
  // nullopt: there is no such job, or it is forgotten.
  std::optional<SparkJobInfo> getJobInfo(int jobId) const;
  std::optional<SparkStageInfo> getStageInfo(int stageId) const;

 private:
  JobRunner& jobs_;
};

}  // namespace sluice

#endif  // SLUICE_API_CORE_STATUS_TRACKER_H_
