#ifndef SLUICE_COMMON_OBSERVE_GAUGE_GROUP_H_
#define SLUICE_COMMON_OBSERVE_GAUGE_GROUP_H_

#include <map>
#include <string>

#include "common/observe/metrics.h"

namespace sluice {

// Gauges of one name that come and go with what they are about, as applications do. Not thread-safe, but for those who
// read the metrics.
class GaugeGroup {
 public:
  // `metrics` outlives it. REQUIRES: as Metrics::Gauge.
  GaugeGroup(Metrics& metrics, const std::string& name, const std::string& help);

  // What `owner` has now, each under labels that are its own. What it had and is not among them goes.
  void Set(const std::string& owner, const std::map<MetricLabels, double>& values);
  void Forget(const std::string& owner) { Set(owner, {}); }

 private:
  prometheus::Family<prometheus::Gauge>& family_;
  std::map<std::string, std::map<MetricLabels, prometheus::Gauge*>> gauges_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_OBSERVE_GAUGE_GROUP_H_
