#ifndef SLUICE_COMMON_OBSERVE_METRICS_H_
#define SLUICE_COMMON_OBSERVE_METRICS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"

namespace prometheus {
class Exposer;
template <class T>
class Family;
class Registry;
}  // namespace prometheus

namespace sluice {

using MetricLabels = std::map<std::string, std::string>;
// Prometheus refuses all metrics of a process for a label of one that is no UTF-8.
MetricLabels AsText(MetricLabels labels);

// The figures of one process: sluice_<what>_<unit>, counters end in _total. Thread-safe. Ask for a metric once and keep
// it: it lives as long as this, the same name and labels give the same one. Count blocks and batches, not records.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // REQUIRES: `name` is a Prometheus name and is used for one kind of metric only.
  prometheus::Counter& Counter(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  prometheus::Gauge& Gauge(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  // `bounds`: upper ends of the buckets, ascending; one more bucket takes the rest.
  prometheus::Histogram& Histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                                   const MetricLabels& labels = {});

  // For GaugeGroup, whose gauges do not live as long.
  prometheus::Family<prometheus::Gauge>& GaugeFamily(const std::string& name, const std::string& help);

  std::string PrometheusText() const;

 private:
  friend class MetricsServer;
  const std::shared_ptr<prometheus::Registry> registry_;
};

// 1 ms to 1 min, for durations in seconds.
std::vector<double> LatencyBounds();

// Serves http://address/metrics from a thread or two, until it is destroyed.
class MetricsServer {
 public:
  // Port 0 takes a free one. INVALID_ARGUMENT: no such address here; ALREADY_EXISTS: the port is taken.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(const std::string& address, const Metrics& metrics);
  ~MetricsServer();

  const std::string& address() const { return address_; }  // host:port, with the port that was really taken.

 private:
  MetricsServer(std::unique_ptr<prometheus::Exposer> exposer, std::string address);

  const std::unique_ptr<prometheus::Exposer> exposer_;
  const std::string address_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_OBSERVE_METRICS_H_
