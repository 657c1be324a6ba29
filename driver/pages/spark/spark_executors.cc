#include <map>

#include "common/base/str_cat.h"
#include "driver/pages/known.h"
#include "driver/pages/spark/spark_json.h"
#include "driver/pages/spark/spark_pages.h"

namespace sluice {
namespace {

using Heard = std::map<int32_t, const v1::ExecutorStatus*>;

Heard HeardOf(const ApplicationView& view) {
  Heard heard;
  for (const v1::ExecutorStatus& executor : view.status.executors()) heard[executor.executor()] = &executor;
  return heard;
}

// Executors take no part in what Spark shares out among them: they have no attributes, resources or profiles.
Json SparkExecutor(const ExecutorRecord& executor, const v1::ExecutorStatus& now) {
  const bool is_active = !HasCome(executor.gone);
  Json json{{"id", ToString(executor.attached.executor)},
            {"hostPort", executor.attached.address},
            {"isActive", is_active},
            {"rddBlocks", now.blocks()},
            {"memoryUsed", now.memory_bytes()},
            {"diskUsed", now.disk_bytes()},
            {"totalCores", executor.attached.slots},
            {"maxTasks", executor.attached.slots},
            {"activeTasks", now.running_tasks()},
            {"completedTasks", executor.work.tasks},
            {"totalTasks", executor.work.tasks + now.running_tasks()},
            {"totalDuration", executor.work.run_micros / 1000},
            {"totalGCTime", 0},
            {"isBlacklisted", false},
            {"executorLogs", Json::object()},
            {"attributes", Json::object()},
            {"resources", Json::object()},
            {"resourceProfileId", 0},
            {"blacklistedInStages", Json::array()},
            {"isExcluded", false},
            {"excludedInStages", Json::array()}};
  AddTime(json, "addTime", executor.attached.at);
  AddTime(json, "removeTime", executor.gone);
  if (!is_active) json["removeReason"] = executor.reason;
  return json;
}

Json ExecutorsOf(const ApplicationView& view, bool with_those_that_are_gone) {
  const v1::ExecutorStatus nothing;
  const Heard heard = HeardOf(view);
  Json executors = Json::array();
  for (const ExecutorRecord* executor : AllOf(view.history.executors())) {
    const bool is_gone = HasCome(executor->gone);
    if (is_gone && !with_those_that_are_gone) continue;
    const auto now = heard.find(executor->attached.executor.value());
    const bool is_heard = !is_gone && now != heard.end();
    executors.push_back(SparkExecutor(*executor, is_heard ? *now->second : nothing));
  }
  return executors;
}

}  // namespace

absl::StatusOr<Json> SparkExecutorsPage(const PageRequest& request) { return ExecutorsOf(request.view, false); }
absl::StatusOr<Json> SparkAllExecutorsPage(const PageRequest& request) { return ExecutorsOf(request.view, true); }

// What is kept of RDDs belongs to their executors; nobody adds it up by RDD.
absl::StatusOr<Json> SparkStoragePage(const PageRequest&) { return Json::array(); }
absl::StatusOr<Json> SparkStoredRddPage(const PageRequest& request) {
  return absl::NotFoundError(StrCat("no rdd found w/ id ", request.names[0]));
}

}  // namespace sluice
