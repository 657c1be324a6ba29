#include "common/base/version.h"
#include "driver/pages/known.h"
#include "driver/pages/spark/spark_json.h"
#include "driver/pages/spark/spark_pages.h"

// The application, and what it was started with.

namespace sluice {
namespace {

// Spark's for what has not come.
absl::Time Never() { return absl::FromUnixMillis(-1); }

void AddEpoch(Json& attempt, const std::string& key, absl::Time time) {
  attempt[key] = SparkTime(time);
  attempt[key + "Epoch"] = absl::ToUnixMillis(time);
}

Json AttemptOf(const ApplicationView& view) {
  const bool has_ended = HasCome(view.ended);
  const absl::Time last = has_ended ? view.ended : view.now;
  Json attempt{{"duration", absl::ToInt64Milliseconds(last - view.started)},
               {"sparkUser", view.user},
               {"completed", has_ended},
               {"appSparkVersion", ThisVersion()}};
  AddEpoch(attempt, "startTime", view.started);
  AddEpoch(attempt, "endTime", has_ended ? view.ended : Never());
  AddEpoch(attempt, "lastUpdated", last);
  return attempt;
}

Json Pairs(const std::vector<SettingView>& settings) {
  Json pairs = Json::array();
  for (const SettingView& setting : settings) {
    if (setting.source != SettingView::Source::kDefault) pairs.push_back({setting.key, setting.value});
  }
  return pairs;
}

// Every task takes one slot.
Json OnlyProfile() {
  return {{"id", 0},
          {"executorResources", Json::object()},
          {"taskResources", {{"cpus", {{"resourceName", "cpus"}, {"amount", 1.0}}}}}};
}

}  // namespace

Json SparkApplication(const ApplicationView& view) {
  return {{"id", view.id}, {"name", view.name}, {"attempts", Json::array({AttemptOf(view)})}};
}

absl::StatusOr<Json> SparkApplicationPage(const PageRequest& request) { return SparkApplication(request.view); }

// There is no JVM and no Hadoop.
absl::StatusOr<Json> SparkEnvironmentPage(const PageRequest& request) {
  return Json{{"runtime", {{"javaVersion", ""}, {"javaHome", ""}, {"scalaVersion", ""}}},
              {"sparkProperties", Pairs(request.view.settings)},
              {"hadoopProperties", Json::array()},
              {"systemProperties", Json::array()},
              {"metricsProperties", Json::array()},
              {"classpathEntries", Json::array()},
              {"resourceProfiles", Json::array({OnlyProfile()})}};
}

}  // namespace sluice
