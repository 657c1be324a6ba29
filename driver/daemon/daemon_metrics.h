#ifndef SLUICE_DRIVER_DAEMON_DAEMON_METRICS_H_
#define SLUICE_DRIVER_DAEMON_DAEMON_METRICS_H_

#include "common/observe/metrics.h"

namespace sluice {

// The figures of a driver daemon. Thread-safe. Lives no longer than the metrics it is made with.
struct DaemonMetrics {
  Metrics& all;
  prometheus::Gauge& workers = all.Gauge("sluice_workers", "Workers that are connected.");
  prometheus::Gauge& executors = all.Gauge("sluice_executors", "Executors that hold cores.");
  prometheus::Gauge& applications_running = all.Gauge("sluice_applications_running", "Applications that run.");
  prometheus::Counter& submitted = all.Counter("sluice_applications_submitted_total", "Applications submitted.");
  prometheus::Counter& driver_starts = all.Counter("sluice_driver_starts_total", "Application drivers started.");
  prometheus::Counter& executor_starts = all.Counter("sluice_executor_starts_total", "Executors launched.");
  prometheus::Counter& workers_lost = all.Counter("sluice_workers_lost_total", "Workers whose link broke.");
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_DAEMON_METRICS_H_
