#include "api/listener/stats_report_listener.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "api/rdd/stat_counter.h"
#include "common/base/str_cat.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

constexpr int kPercentiles[] = {0, 5, 10, 25, 50, 75, 90, 95, 100};

std::string DelayText(int64_t milliseconds) {
  constexpr int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute;
  if (milliseconds > kHour) return absl::StrFormat("%.1f hours", static_cast<double>(milliseconds) / kHour);
  if (milliseconds > kMinute) return absl::StrFormat("%.1f min", static_cast<double>(milliseconds) / kMinute);
  if (milliseconds > kSecond) return absl::StrFormat("%.1f s", static_cast<double>(milliseconds) / kSecond);
  return absl::StrFormat("%.1f ms", static_cast<double>(milliseconds));
}

void AddDistribution(const std::string& heading, std::vector<int64_t> delays, std::vector<std::string>& lines) {
  if (delays.empty()) return;
  std::sort(delays.begin(), delays.end());
  StatCounter numbers;
  for (int64_t delay : delays) numbers.merge(static_cast<double>(delay));
  lines.push_back(heading + numbers.toString());
  lines.push_back(StrCat("\t", absl::StrJoin(kPercentiles, "%\t"), "%"));
  std::string values;
  for (int percent : kPercentiles) {
    const size_t index = std::min(percent * delays.size() / 100, delays.size() - 1);
    absl::StrAppend(&values, "\t", DelayText(delays[index]));
  }
  lines.push_back(values);
}

}  // namespace

StatsReportListener::StatsReportListener(int numBatchInfos) : batches_max_(numBatchInfos) {}
StatsReportListener::~StatsReportListener() = default;

void StatsReportListener::onBatchCompleted(const BatchInfo& batch) {
  batches_.push_back(batch);
  if (batches_.size() > batches_max_) batches_.pop_front();
  for (const std::string& line : report()) LogInfo("streaming", line);
}

std::vector<std::string> StatsReportListener::report() const {
  std::vector<int64_t> total, processing;
  for (const BatchInfo& batch : batches_) {
    if (batch.totalDelay().has_value()) total.push_back(*batch.totalDelay());
    if (batch.processingDelay().has_value()) processing.push_back(*batch.processingDelay());
  }
  std::vector<std::string> lines;
  AddDistribution("Total delay: ", std::move(total), lines);
  AddDistribution("Processing time: ", std::move(processing), lines);
  return lines;
}

}  // namespace sluice
