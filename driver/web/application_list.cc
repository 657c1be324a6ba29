#include "driver/web/application_list.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "common/base/utf8.h"
#include "driver/pages/spark/spark_attempt.h"
#include "driver/web/page_answers.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

bool HasEnded(const ListedApplication& application) { return application.ended != absl::InfiniteFuture(); }

Json Describe(const ListedApplication& application, absl::Time now) {
  return SparkApplicationJson(
      {application.id, ToUtf8(application.name), ToUtf8(application.user), application.started, application.ended},
      now);
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
