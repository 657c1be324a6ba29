#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/pages/own_json.h"
#include "driver/pages/own_pages.h"

namespace sluice {
namespace {

Json SpreadOf(const Spread& spread, double unit) {
  auto of = [unit](int64_t value) { return static_cast<double>(value) / unit; };
  return {{"min", of(spread.min)},       {"lower_quartile", of(spread.lower_quartile)},
          {"median", of(spread.median)}, {"upper_quartile", of(spread.upper_quartile)},
          {"max", of(spread.max)},       {"total", of(spread.total)}};
}

Json TaskOf(const TaskSummary::Task& task) {
  return {{"partition", task.partition},
          {"executor", task.executor.value()},
          {"run_ms", static_cast<double>(task.run_micros) / 1000},
          {"records", task.records}};
}

// Null: the stage has not ended.
Json TasksOf(const TaskSummary* tasks) {
  if (tasks == nullptr) return {};
  Json executors = Json::array();
  for (const ExecutorShare& share : tasks->executors) {
    executors.push_back({{"executor", share.executor.value()},
                         {"tasks", share.tasks},
                         {"run_ms", static_cast<double>(share.run_micros) / 1000},
                         {"records", share.records}});
  }
  return {{"run_ms", SpreadOf(tasks->run_micros, 1000)},
          {"records", SpreadOf(tasks->records, 1)},
          {"slowest", TaskOf(tasks->slowest)},
          {"largest", TaskOf(tasks->largest)},
          {"executors", std::move(executors)}};
}

Json ParentsOf(const KnownStage& stage) {
  Json parents = Json::array();
  const auto found = stage.job->reads.find(stage.record->number);
  if (found == stage.job->reads.end()) return parents;
  for (StageNumber number : found->second) parents.push_back(number.value());
  return parents;
}

Json StageOf(const KnownStage& stage) {
  const StageRecord& record = *stage.record;
  return {{"number", record.number.value()}, {"attempt", record.attempt},   {"name", record.name},
          {"parents", ParentsOf(stage)},     {"tasks", record.tasks},       {"active", record.active},
          {"completed", record.completed},   {"failed", record.failed},     {"started", MillisOf(record.started)},
          {"ended", MillisOf(record.ended)}, {"took", TasksOf(stage.tasks)}};
}

}  // namespace

Json OwnJob(const KnownJob& job) {
  int64_t tasks = 0, completed = 0;
  for (const auto& [number, stage] : job.stages) {
    tasks += stage.tasks;
    completed += stage.completed;
  }
  return {{"job", job.id.value()},
          {"state", StateName(job.state)},
          {"description", job.description},
          {"output", job.output.has_value() ? Json(*job.output) : Json()},
          {"started", MillisOf(job.started)},
          {"ended", MillisOf(job.ended)},
          {"stages", job.stages.size()},
          {"tasks", tasks},
          {"completed", completed},
          {"error", job.error}};
}

absl::StatusOr<Json> JobPage(const PageRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t id, NumberIn(request.names[0], "job"));
  const KnownJob* job = request.view.history.jobs().Find(JobId(static_cast<int32_t>(id)));
  if (job == nullptr) return absl::NotFoundError(StrCat("unknown job: ", id));
  Json json = OwnJob(*job);
  json["group"] = job->group.value_or("");
  json["batch"] = job->batch.has_value() ? Json(job->batch->time.value()) : Json();
  json["stages"] = Json::array();
  for (const KnownStage& stage : StagesOf(*job)) json["stages"].push_back(StageOf(stage));
  return json;
}

}  // namespace sluice
