#include "driver/web/application_list.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "common/base/utf8.h"
#include "common/base/version.h"
#include "driver/web/page_answers.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

void AddTime(Json& attempt, const std::string& key, absl::Time time) {
  attempt[key] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SGMT", time, absl::UTCTimeZone());
  attempt[key + "Epoch"] = absl::ToUnixMillis(time);
}

bool HasEnded(const ListedApplication& application) { return application.ended != absl::InfiniteFuture(); }

Json Describe(const ListedApplication& application, absl::Time now) {
  const absl::Time last = HasEnded(application) ? application.ended : now;
  Json attempt{{"duration", absl::ToInt64Milliseconds(last - application.started)},
               {"sparkUser", ToUtf8(application.user)},
               {"completed", HasEnded(application)},
               {"appSparkVersion", ThisVersion()}};
  AddTime(attempt, "startTime", application.started);
  // Spark's for what has not come is -1.
  AddTime(attempt, "endTime", HasEnded(application) ? application.ended : absl::FromUnixMillis(-1));
  AddTime(attempt, "lastUpdated", last);
  return {{"id", application.id}, {"name", ToUtf8(application.name)}, {"attempts", Json::array({attempt})}};
}

std::string ValueOf(const PageQuestion& question, const std::string& key) {
  const auto found = question.query.find(key);
  return found == question.query.end() ? "" : found->second;
}

}  // namespace

PageAnswer ApplicationList(const std::vector<ListedApplication>& applications, const PageQuestion& question,
                           absl::Time now) {
  const std::string status = ValueOf(question, "status"), limit = ValueOf(question, "limit");
  if (!status.empty() && status != "running" && status != "completed") {
    return PageError(400, "status is running or completed");
  }
  uint64_t limit_max = std::numeric_limits<uint64_t>::max();
  if (!limit.empty() && !absl::SimpleAtoi(limit, &limit_max)) return PageError(400, "limit is a number");
  Json list = Json::array();
  for (const ListedApplication& application : applications) {
    const bool is_asked_for = status.empty() || HasEnded(application) == (status == "completed");
    if (!is_asked_for || list.size() >= limit_max) continue;
    list.push_back(Describe(application, now));
  }
  return {.body = list.dump()};
}

PageAnswer ApplicationAlone(const ListedApplication& application, absl::Time now) {
  return {.body = Describe(application, now).dump()};
}

}  // namespace sluice
