#ifndef SLUICE_DRIVER_DAEMON_APPLICATION_METRICS_H_
#define SLUICE_DRIVER_DAEMON_APPLICATION_METRICS_H_

#include <map>
#include <string>

#include "common/base/ids.h"
#include "common/observe/gauge_group.h"
#include "proto/application.pb.h"

namespace sluice {

// What running applications say: how fast their inputs are read, and what became of the records that they received. Not
// thread-safe. Lives no longer than the metrics it is made with.
class ApplicationMetrics {
 public:
  explicit ApplicationMetrics(Metrics& metrics)
      : limits_(metrics, "sluice_input_limit_records_per_second",
                "What an input may take at most; one without a limit is not here."),
        processing_(metrics, "sluice_input_processing_records_per_second",
                    "How fast the last batch of an input with backpressure was processed."),
        records_(metrics, "sluice_records",
                 "Records of received blocks since the application started: received, replicated, processed, lost; "
                 "repeated ones were sent again by a source with positions, and received does not include them.") {}

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
    records_.Set(id.value(), ByKind(id, status.records()));
  }
  // It runs no more.
  void Forget(const ApplicationId& id) {
    for (GaugeGroup* group : {&limits_, &processing_, &records_}) group->Forget(id.value());
  }

 private:
  static std::map<MetricLabels, double> ByKind(const ApplicationId& id, const v1::RecordTotals& totals) {
    std::map<MetricLabels, double> records;
    auto set = [&](const char* kind, int64_t count) {
      records[{{"application", id.value()}, {"kind", kind}}] = static_cast<double>(count);
    };
    set("received", totals.received());
    set("replicated", totals.replicated());
    set("processed", totals.processed());
    set("lost", totals.lost());
    set("repeated", totals.repeated());
    return records;
  }

  GaugeGroup limits_;
  GaugeGroup processing_;
  GaugeGroup records_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_APPLICATION_METRICS_H_
