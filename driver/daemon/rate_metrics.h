#ifndef SLUICE_DRIVER_DAEMON_RATE_METRICS_H_
#define SLUICE_DRIVER_DAEMON_RATE_METRICS_H_

#include <map>
#include <string>

#include "common/base/ids.h"
#include "common/observe/gauge_group.h"
#include "proto/application.pb.h"

namespace sluice {

// How fast the inputs of running applications are read. Not thread-safe. Lives no longer than the metrics it is made
// with.
class RateMetrics {
 public:
  explicit RateMetrics(Metrics& metrics)
      : limits_(metrics, "sluice_input_limit_records_per_second",
                "What an input may take at most; one without a limit is not here."),
        processing_(metrics, "sluice_input_processing_records_per_second",
                    "How fast the last batch of an input with backpressure was processed.") {}

  // What an application says of all its inputs.
  void Set(const ApplicationId& id, const v1::ApplicationStatus& status) {
    std::map<MetricLabels, double> limits, processing;
    for (const v1::RateStatus& rate : status.rates()) {
      const MetricLabels labels = {
          {"application", id.value()}, {"run", std::to_string(rate.run())}, {"stream", std::to_string(rate.stream())}};
      if (rate.limit() > 0) limits[labels] = static_cast<double>(rate.limit());
      if (rate.processing() > 0) processing[labels] = rate.processing();
    }
    limits_.Set(id.value(), limits);
    processing_.Set(id.value(), processing);
  }
  // It runs no more.
  void Forget(const ApplicationId& id) { Set(id, {}); }

 private:
  GaugeGroup limits_;
  GaugeGroup processing_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_RATE_METRICS_H_
