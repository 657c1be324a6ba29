#ifndef SLUICE_DRIVER_RUN_STREAM_RUN_RATES_H_
#define SLUICE_DRIVER_RUN_STREAM_RUN_RATES_H_

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "driver/batch/pid_rate_estimator.h"
#include "driver/run/run_status.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice {

// What the application says about how fast its inputs are read. Rates are records a second; 0: no limit.
struct RateOptions {
  int64_t receiver_rate_max = 0;
  bool backpressure = false;
  int64_t initial_rate = 0;  // It holds until there is an estimate, which only backpressure makes.
  PidOptions pid;
};

// How many records a second each input of a streaming run may take: with backpressure what its batches have shown that
// they can bear, and never more than a receiver may. No thread, no clock.
class RunRates {
 public:
  RunRates(const RateOptions& options, const StreamingPlan& plan);

  // 0: no limit. REQUIRES: the plan has the input.
  int64_t LimitOf(InputId input) const { return inputs_.at(input).limit; }
  // The same in records a batch.
  int64_t BatchLimitOf(InputId input) const;
  // The inputs whose limit the batch has changed. One that has failed changes none.
  std::set<InputId> OnBatchEnded(const BatchRecord& batch);
  // Of inputs that have a limit, or may get one.
  std::vector<RunStatus::Rate> Describe() const;

 private:
  struct Input {
    PidRateEstimator estimator;
    int64_t rate_max = 0;  // 0: none.
    int64_t limit = 0;
  };
  void Add(InputId id, int64_t rate_max);

  const RateOptions options_;
  const absl::Duration batch_interval_;
  std::map<InputId, Input> inputs_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_RUN_RATES_H_
