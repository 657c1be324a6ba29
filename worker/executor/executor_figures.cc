#include "worker/executor/executor_figures.h"

namespace sluice {

prometheus::Histogram& ExecutorFigures::Of(AttemptResult::Outcome outcome) {
  switch (outcome) {
    case AttemptResult::Outcome::kSucceeded: return succeeded_;
    case AttemptResult::Outcome::kFailed: return failed_;
    case AttemptResult::Outcome::kInputLost: return input_lost_;
    case AttemptResult::Outcome::kCancelled: return cancelled_;
  }
  return failed_;
}

std::string ExecutorFigures::Text(const BlockStoreUsage& usage) {
  memory_.Set(static_cast<double>(usage.memory_bytes));
  disk_.Set(static_cast<double>(usage.disk_bytes));
  blocks_.Set(static_cast<double>(usage.blocks));
  return all_.PrometheusText();
}

}  // namespace sluice
