#include "driver/pages/spark/spark_attempt.h"

#include "common/base/version.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

void AddTimes(Json& attempt, const std::string& key, absl::Time time) {
  attempt[key] = SparkTime(time);
  attempt[key + "Epoch"] = absl::ToUnixMillis(time);
}

// Spark's for what has not come.
absl::Time Never() { return absl::FromUnixMillis(-1); }

}  // namespace

std::string SparkTime(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SGMT", time, absl::UTCTimeZone()); }

Json SparkApplicationJson(const SparkIdentity& application, absl::Time now) {
  const bool has_ended = application.ended != absl::InfiniteFuture() && application.ended != absl::InfinitePast();
  const absl::Time last = has_ended ? application.ended : now;
  Json attempt{{"duration", absl::ToInt64Milliseconds(last - application.started)},
               {"sparkUser", application.user},
               {"completed", has_ended},
               {"appSparkVersion", ThisVersion()}};
  AddTimes(attempt, "startTime", application.started);
  AddTimes(attempt, "endTime", has_ended ? application.ended : Never());
  AddTimes(attempt, "lastUpdated", last);
  return {{"id", application.id}, {"name", application.name}, {"attempts", Json::array({attempt})}};
}

}  // namespace sluice
