#include "driver/gateway/classes/status_tracker.h"

#include <optional>
#include <string>
#include <vector>

#include "api/core/status_tracker.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array.h"

namespace sluice::gateway {
namespace {

// A fact about something that runs: a row for each of its numbers and texts.
template <class Fact>
class FactOf : public Object {
 public:
  explicit FactOf(Fact fact) : fact_(std::move(fact)) {}
  const Class& type() const override { return Describe(); }
  static const Class& Describe();

 private:
  const Fact fact_;
};

std::shared_ptr<Array> Numbers(const std::vector<int>& numbers) {
  return std::make_shared<Array>(std::vector<Value>(numbers.begin(), numbers.end()));
}

std::string NameOf(JobExecutionStatus status) {
  switch (status) {
    case JobExecutionStatus::RUNNING: return "RUNNING";
    case JobExecutionStatus::SUCCEEDED: return "SUCCEEDED";
    case JobExecutionStatus::FAILED: return "FAILED";
  }
  return "UNKNOWN";
}

using JobFact = FactOf<SparkJobInfo>;
using StageFact = FactOf<SparkStageInfo>;

template <>
const Class& JobFact::Describe() {
  static const Class type = Class("org.apache.spark.SparkJobInfo")
                                .Has("jobId", [](JobFact& self) { return int32_t{self.fact_.jobId}; })
                                .Has("stageIds", [](JobFact& self) { return Numbers(self.fact_.stageIds); })
                                .Has("status", [](JobFact& self) { return NameOf(self.fact_.status); });
  return type;
}

template <>
const Class& StageFact::Describe() {
  static const Class type =
      Class("org.apache.spark.SparkStageInfo")
          .Has("stageId", [](StageFact& self) { return int32_t{self.fact_.stageId}; })
          .Has("currentAttemptId", [](StageFact& self) { return int32_t{self.fact_.currentAttemptId}; })
          .Has("submissionTime", [](StageFact& self) { return self.fact_.submissionTime; })
          .Has("name", [](StageFact& self) { return self.fact_.name; })
          .Has("numTasks", [](StageFact& self) { return int32_t{self.fact_.numTasks}; })
          .Has("numActiveTasks", [](StageFact& self) { return int32_t{self.fact_.numActiveTasks}; })
          .Has("numCompletedTasks", [](StageFact& self) { return int32_t{self.fact_.numCompletedTasks}; })
          .Has("numFailedTasks", [](StageFact& self) { return int32_t{self.fact_.numFailedTasks}; });
  return type;
}

template <class Fact>
std::shared_ptr<FactOf<Fact>> ToObject(std::optional<Fact> fact) {
  return fact.has_value() ? std::make_shared<FactOf<Fact>>(*std::move(fact)) : nullptr;
}

}  // namespace

const Class& JavaStatusTracker::Describe() {
  static const Class type =
      Class("org.apache.spark.api.java.JavaSparkStatusTracker")
          .Has("getJobIdsForGroup",
               [](JavaStatusTracker& self, std::optional<std::string> group) {
                 return Numbers(self.tracker().getJobIdsForGroup(group));
               })
          .Has("getActiveStageIds", [](JavaStatusTracker& self) { return Numbers(self.tracker().getActiveStageIds()); })
          .Has("getActiveJobIds", [](JavaStatusTracker& self) { return Numbers(self.tracker().getActiveJobIds()); })
          .Has("getJobInfo",
               [](JavaStatusTracker& self, int32_t job) { return ToObject(self.tracker().getJobInfo(job)); })
          .Has("getStageInfo",
               [](JavaStatusTracker& self, int32_t stage) { return ToObject(self.tracker().getStageInfo(stage)); });
  return type;
}

}  // namespace sluice::gateway
