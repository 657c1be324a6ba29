#include "common/observe/gauge_group.h"

#include "prometheus/family.h"

namespace sluice {

GaugeGroup::GaugeGroup(Metrics& metrics, const std::string& name, const std::string& help)
    : family_(metrics.GaugeFamily(name, help)) {}

void GaugeGroup::Set(const std::string& owner, const std::map<MetricLabels, double>& values) {
  std::map<MetricLabels, prometheus::Gauge*>& gauges = gauges_[owner];
  for (auto gauge = gauges.begin(); gauge != gauges.end();) {
    const bool stays = values.contains(gauge->first);
    if (!stays) family_.Remove(gauge->second);
    gauge = stays ? std::next(gauge) : gauges.erase(gauge);
  }
  for (const auto& [labels, value] : values) {
    prometheus::Gauge*& gauge = gauges[labels];
    if (gauge == nullptr) gauge = &family_.Add(AsText(labels));
    gauge->Set(value);
  }
  if (gauges.empty()) gauges_.erase(owner);
}

}  // namespace sluice
