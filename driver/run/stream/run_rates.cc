#include "driver/run/stream/run_rates.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace sluice {
namespace {

// 0 is no limit.
int64_t Lower(int64_t a, int64_t b) { return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b); }

int64_t WholeRecords(double rate) {
  constexpr double kRateMax = 1e15;  // More is no limit that anybody could feel.
  return static_cast<int64_t>(std::clamp(std::floor(rate), 1.0, kRateMax));
}

}  // namespace

RunRates::RunRates(const RateOptions& options, const StreamingPlan& plan)
    : options_(options), batch_interval_(plan.interval) {
  for (const InputStreamSpec& input : plan.inputs) Add(input.id, options.receiver_rate_max);
  for (const SourceStreamSpec& input : plan.sources) Add(input.id, /*rate_max=*/0);
}

void RunRates::Add(InputId id, int64_t rate_max) {
  const int64_t limit = options_.backpressure ? Lower(rate_max, options_.initial_rate) : rate_max;
  inputs_.emplace(id, Input{PidRateEstimator(options_.pid, batch_interval_), rate_max, limit});
}

int64_t RunRates::BatchLimitOf(InputId input) const {
  const int64_t limit = LimitOf(input);
  return limit == 0 ? 0 : WholeRecords(static_cast<double>(limit) * absl::ToDoubleSeconds(batch_interval_));
}

std::set<InputId> RunRates::OnBatchEnded(const BatchRecord& batch) {
  std::set<InputId> changed;
  if (!options_.backpressure || batch.state != BatchRecord::State::kCompleted) return changed;
  for (const auto& [id, records] : batch.input_records) {
    auto input = inputs_.find(id);
    if (input == inputs_.end()) continue;
    const std::optional<double> rate = input->second.estimator.OnBatch({.ended = batch.finished,
                                                                        .records = records,
                                                                        .processing_time = batch.processing_time(),
                                                                        .scheduling_delay = batch.queueing_time()});
    if (!rate.has_value()) continue;
    const int64_t limit = Lower(WholeRecords(*rate), input->second.rate_max);
    if (std::exchange(input->second.limit, limit) != limit) changed.insert(id);
  }
  return changed;
}

std::vector<RunStatus::Rate> RunRates::Describe() const {
  std::vector<RunStatus::Rate> rates;
  for (const auto& [id, input] : inputs_) {
    if (!options_.backpressure && input.limit == 0) continue;
    rates.push_back({id, input.limit, input.estimator.processing_rate()});
  }
  return rates;
}

}  // namespace sluice
