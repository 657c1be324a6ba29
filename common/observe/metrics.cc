#include "common/observe/metrics.h"

#include "common/base/utf8.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace sluice {

MetricLabels AsText(MetricLabels labels) {
  for (auto& [name, value] : labels) value = ToUtf8(value);
  return labels;
}

Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

prometheus::Counter& Metrics::Counter(const std::string& name, const std::string& help, const MetricLabels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(*registry_).Add(AsText(labels));
}

prometheus::Gauge& Metrics::Gauge(const std::string& name, const std::string& help, const MetricLabels& labels) {
  return GaugeFamily(name, help).Add(AsText(labels));
}

prometheus::Family<prometheus::Gauge>& Metrics::GaugeFamily(const std::string& name, const std::string& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(*registry_);
}

prometheus::Histogram& Metrics::Histogram(const std::string& name, const std::string& help,
                                          const std::vector<double>& bounds, const MetricLabels& labels) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_).Add(AsText(labels), bounds);
}

std::string Metrics::PrometheusText() const { return prometheus::TextSerializer().Serialize(registry_->Collect()); }

std::vector<double> LatencyBounds() {
  return {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60};
}

}  // namespace sluice
