#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/pages/known.h"
#include "driver/pages/spark/spark_json.h"
#include "driver/pages/spark/spark_pages.h"

namespace sluice {
namespace {

std::string_view StatusOf(const KnownStage& stage) {
  const bool runs = stage.job->state == JobRecord::State::kRunning;
  if (!HasCome(stage.record->started)) return runs ? "PENDING" : "SKIPPED";
  if (!HasCome(stage.record->ended)) return "ACTIVE";
  return stage.record->is_done() ? "COMPLETE" : "FAILED";
}

Json SharesOf(const TaskSummary& tasks) {
  Json shares = Json::object();
  for (const ExecutorShare& share : tasks.executors) {
    shares[ToString(share.executor)] = {
        {"taskTime", share.run_micros / 1000}, {"succeededTasks", share.tasks}, {"inputRecords", share.records}};
  }
  return shares;
}

// Of what Spark counts with shuffles that others merge, or in a JVM, there is none.
Json WhatThereIsNoneOf() {
  Json none{{"isShufflePushEnabled", false}, {"killedTasksSummary", Json::object()}};
  for (const char* key :
       {"jvmGcTime", "numKilledTasks", "resourceProfileId", "shuffleMergersCount", "shuffleCorruptMergedBlockChunks",
        "shuffleMergedFetchFallbackCount", "shuffleMergedLocalBlocksFetched", "shuffleMergedLocalBytesRead",
        "shuffleMergedLocalChunksFetched", "shuffleMergedRemoteBlocksFetched", "shuffleMergedRemoteBytesRead",
        "shuffleMergedRemoteChunksFetched", "shuffleMergedRemoteReqsDuration"}) {
    none[key] = 0;
  }
  return none;
}

Json SparkStage(const KnownStage& stage) {
  const StageRecord& record = *stage.record;
  const TaskSummary tasks = stage.tasks != nullptr ? *stage.tasks : TaskSummary();
  Json json = WhatThereIsNoneOf();
  json.update({{"status", StatusOf(stage)},
               {"stageId", record.number.value()},
               {"attemptId", record.attempt},
               {"numTasks", record.tasks},
               {"numActiveTasks", record.active},
               {"numCompleteTasks", record.completed},
               {"numCompletedIndices", record.completed},
               {"numFailedTasks", record.failed},
               {"executorRunTime", tasks.run_micros.total / 1000},
               {"inputRecords", tasks.records.total},
               {"name", record.name},
               {"details", record.name}});
  if (!stage.job->description.empty()) json["description"] = stage.job->description;
  if (StatusOf(stage) == "FAILED") json["failureReason"] = stage.job->error;
  AddTime(json, "submissionTime", record.started);
  AddTime(json, "firstTaskLaunchedTime", record.started);
  AddTime(json, "completionTime", record.ended);
  return json;
}

Json WithShares(const KnownStage& stage) {
  Json json = SparkStage(stage);
  json["executorSummary"] = stage.tasks != nullptr ? SharesOf(*stage.tasks) : Json::object();
  return json;
}

absl::StatusOr<KnownStage> FindStage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t number, NumberIn(request.names[0], "stage"));
  for (const KnownJob* job : NewestJobs(request.view.history)) {
    for (const KnownStage& stage : StagesOf(*job)) {
      if (stage.record->number.value() == number) return stage;
    }
  }
  return absl::NotFoundError(StrCat("unknown stage: ", number));
}

}  // namespace

absl::StatusOr<Json> SparkStagesPage(const PageRequest& request) {
  Json stages = Json::array();
  for (const KnownJob* job : NewestJobs(request.view.history)) {
    std::vector<KnownStage> known = StagesOf(*job);
    for (auto stage = known.rbegin(); stage != known.rend(); ++stage) {
      SLUICE_ASSIGN_OR_RETURN(const bool is_wanted, IsAskedFor(request, StatusOf(*stage),
                                                               {"ACTIVE", "COMPLETE", "FAILED", "PENDING", "SKIPPED"}));
      if (is_wanted) stages.push_back(SparkStage(*stage));
    }
  }
  return stages;
}

// Of the attempts of a stage the last one is known.
absl::StatusOr<Json> SparkStagePage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const KnownStage stage, FindStage(request));
  return Json::array({WithShares(stage)});
}

absl::StatusOr<Json> SparkStageAttemptPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const KnownStage stage, FindStage(request));
  SLUICE_ASSIGN_OR_RETURN(const int64_t attempt, NumberIn(request.names[1], "attempt"));
  if (stage.record->attempt == attempt) return WithShares(stage);
  return absl::NotFoundError(
      StrCat("unknown attempt for stage ", stage.record->number, ".  Found attempts: [", stage.record->attempt, "]"));
}

}  // namespace sluice
