#include "driver/pages/spark/spark_attempt.h"
#include "driver/pages/spark/spark_pages.h"

// The application, and what it was started with.

namespace sluice {
namespace {

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
  return SparkApplicationJson({view.id, view.name, view.user, view.started, view.ended}, view.now);
}

absl::StatusOr<Json> SparkApplicationPage(const PageRequest& request) { return SparkApplication(request.view); }

// RDDs and streams run no queries of SQL.
absl::StatusOr<Json> SparkSqlPage(const PageRequest&) { return Json::array(); }

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
