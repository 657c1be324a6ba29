#include "common/base/known_settings.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

// All that is read anywhere.
constexpr std::string_view kKnown[] = {
    "sluice.executor.disk",
    "sluice.executor.heartbeat",
    "sluice.executor.lease",
    "sluice.executor.memory",
    "sluice.log.level",
    "sluice.state.memory",
    "sluice.task.memory",
    "sluice.task.timeout",
    "spark.default.parallelism",
    "spark.excludeOnFailure.application.maxFailedExecutorsPerNode",
    "spark.excludeOnFailure.application.maxFailedTasksPerExecutor",
    "spark.excludeOnFailure.enabled",
    "spark.excludeOnFailure.stage.maxFailedExecutorsPerNode",
    "spark.excludeOnFailure.stage.maxFailedTasksPerExecutor",
    "spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor",
    "spark.excludeOnFailure.task.maxTaskAttemptsPerNode",
    "spark.excludeOnFailure.timeout",
    "spark.executor.memoryOverhead",
    "spark.locality.wait",
    "spark.scheduler.allocation.file",
    "spark.scheduler.mode",
    "spark.speculation",
    "spark.speculation.interval",
    "spark.speculation.minTaskRuntime",
    "spark.speculation.multiplier",
    "spark.speculation.quantile",
    "spark.streaming.blockInterval",
    "spark.streaming.checkpoint.directory",
    "spark.streaming.clock",
    "spark.streaming.concurrentJobs",
    "spark.streaming.fileStream.minRememberDuration",
    "spark.streaming.gracefulStopTimeout",
    "spark.streaming.receiver.blockStoreTimeout",
    "spark.streaming.receiver.maxRate",
    "spark.streaming.receiverRestartDelay",
    "spark.streaming.stopGracefullyOnShutdown",
    "spark.streaming.stopSparkContextByDefault",
    "spark.streaming.ui.retainedBatches",
    "spark.task.maxFailures",
};

// How many letters must be put in, taken out or changed, whatever their case.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = diagonal + (lower(a[i]) != lower(b[j]));
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, changed}));
    }
  }
  return row.back();
}

std::string Suggestion(std::string_view key) {
  auto is_nearer = [key](std::string_view a, std::string_view b) { return Distance(key, a) < Distance(key, b); };
  std::string_view nearest = *std::min_element(std::begin(kKnown), std::end(kKnown), is_nearer);
  if (Distance(key, nearest) > key.size() / 4) return "it has no effect";
  return StrCat("did you mean ", nearest, "?");
}

}  // namespace

std::vector<std::string> WarningsAbout(const Conf& conf) {
  std::vector<std::string> warnings;
  for (const auto& [key, value] : conf.values()) {
    const bool is_ours = absl::StartsWith(key, "spark.") || absl::StartsWith(key, "sluice.");
    if (!is_ours || std::find(std::begin(kKnown), std::end(kKnown), key) != std::end(kKnown)) continue;
    warnings.push_back(StrCat("nothing reads the setting ", key, "=\"", value, "\": ", Suggestion(key)));
  }
  return warnings;
}

}  // namespace sluice
