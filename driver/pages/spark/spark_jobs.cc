#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/pages/known.h"
#include "driver/pages/spark/spark_json.h"
#include "driver/pages/spark/spark_pages.h"

namespace sluice {
namespace {

std::string_view StatusOf(const JobRecord& job) {
  if (job.state == JobRecord::State::kRunning) return "RUNNING";
  return job.state == JobRecord::State::kSucceeded ? "SUCCEEDED" : "FAILED";
}

// A stage that had not begun when its job ended was not needed.
void CountStage(const JobRecord& job, const StageRecord& stage, Json& json) {
  auto add = [&json](const char* key, int number) { json[key] = json[key].get<int>() + number; };
  const bool is_skipped = job.state != JobRecord::State::kRunning && !HasCome(stage.started);
  add("numTasks", stage.tasks);
  add("numActiveTasks", stage.active);
  add("numCompletedTasks", stage.completed);
  add("numCompletedIndices", stage.completed);
  add("numFailedTasks", stage.failed);
  add("numSkippedTasks", is_skipped ? stage.tasks : 0);
  add("numActiveStages", stage.is_active() ? 1 : 0);
  add("numCompletedStages", HasCome(stage.ended) && stage.is_done() ? 1 : 0);
  add("numFailedStages", HasCome(stage.ended) && !stage.is_done() ? 1 : 0);
  add("numSkippedStages", is_skipped ? 1 : 0);
  json["stageIds"].push_back(stage.number.value());
}

Json SparkJob(const KnownJob& job) {
  Json json{
      {"jobId", job.id.value()},   {"name", job.stages.empty() ? job.description : job.stages.rbegin()->second.name},
      {"stageIds", Json::array()}, {"jobTags", Json::array()},
      {"status", StatusOf(job)},   {"killedTasksSummary", Json::object()}};
  for (const char* counted :
       {"numTasks", "numActiveTasks", "numCompletedTasks", "numSkippedTasks", "numFailedTasks", "numKilledTasks",
        "numCompletedIndices", "numActiveStages", "numCompletedStages", "numSkippedStages", "numFailedStages"}) {
    json[counted] = 0;
  }
  if (!job.description.empty()) json["description"] = job.description;
  if (job.group.has_value()) json["jobGroup"] = *job.group;
  AddTime(json, "submissionTime", job.started);
  AddTime(json, "completionTime", job.ended);
  for (const auto& [number, stage] : job.stages) CountStage(job, stage, json);
  return json;
}

}  // namespace

absl::StatusOr<Json> SparkJobsPage(const PageRequest& request) {
  Json jobs = Json::array();
  for (const KnownJob* job : NewestJobs(request.view.history)) {
    SLUICE_ASSIGN_OR_RETURN(const bool is_wanted,
                            IsAskedFor(request, StatusOf(*job), {"RUNNING", "SUCCEEDED", "FAILED", "UNKNOWN"}));
    if (is_wanted) jobs.push_back(SparkJob(*job));
  }
  return jobs;
}

absl::StatusOr<Json> SparkJobPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t id, NumberIn(request.names[0], "job"));
  const KnownJob* job = request.view.history.jobs().Find(JobId(static_cast<int32_t>(id)));
  if (job == nullptr) return absl::NotFoundError(StrCat("unknown job: ", id));
  return SparkJob(*job);
}

}  // namespace sluice
