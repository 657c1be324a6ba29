#include "driver/history/dashboards.h"

#include <limits>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/pages/own_json.h"
#include "driver/pages/own_pages.h"

namespace sluice {
namespace {

Json RowsOf(const ShownRows& shown) {
  Json rows = Json::array();
  for (const ShownRow& row : shown.rows) {
    Json values = Json::array();
    for (const ShownValue& value : row) {
      std::visit([&](const auto& v) { values.push_back(v); }, value);
    }
    rows.push_back(std::move(values));
  }
  return rows;
}

Json HeadOf(const Dashboard& dashboard) {
  const auto& [time, latest] = *dashboard.batches.rbegin();
  return {{"dashboard", dashboard.number},
          {"name", dashboard.name},
          {"columns", latest.columns},
          {"time", time.value()},
          {"rows", latest.rows.size()}};
}

}  // namespace

absl::StatusOr<Json> DashboardsPage(const PageRequest& request) {
  Json dashboards = Json::array();
  for (const Dashboard& dashboard : request.view.history.dashboards().all()) dashboards.push_back(HeadOf(dashboard));
  return Json{{"dashboards", std::move(dashboards)}};
}

// Its batches from `since` on, which may have been replaced meanwhile, oldest first.
absl::StatusOr<Json> DashboardPage(const PageRequest& request) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  SLUICE_ASSIGN_OR_RETURN(const int64_t number, NumberIn(request.names[0], "dashboard"));
  SLUICE_ASSIGN_OR_RETURN(const int64_t since, request.Number("since", 0, kMax));
  const bool may_be_one = number >= 0 && number <= std::numeric_limits<int>::max();
  const Dashboard* dashboard = may_be_one ? request.view.history.dashboards().Find(static_cast<int>(number)) : nullptr;
  if (dashboard == nullptr) return absl::NotFoundError(StrCat("unknown dashboard: ", number));
  Json batches = Json::array();
  for (auto next = dashboard->batches.lower_bound(BatchTime(since)); next != dashboard->batches.end(); ++next) {
    const auto& [time, shown] = *next;
    batches.push_back({{"time", time.value()}, {"rows", RowsOf(shown)}, {"more", !shown.are_all}});
  }
  return Json{{"dashboard", dashboard->number},
              {"name", dashboard->name},
              {"columns", dashboard->batches.rbegin()->second.columns},
              {"batches", std::move(batches)}};
}

}  // namespace sluice
