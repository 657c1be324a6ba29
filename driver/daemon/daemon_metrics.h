#ifndef SLUICE_DRIVER_DAEMON_DAEMON_METRICS_H_
#define SLUICE_DRIVER_DAEMON_DAEMON_METRICS_H_

#include "common/observe/metrics.h"

namespace sluice {

// The figures of a driver daemon. Thread-safe. Lives no longer than the metrics it is made with.
struct DaemonMetrics {
  explicit DaemonMetrics(Metrics& metrics)
      : workers(metrics.Gauge("sluice_workers", "Workers that are connected.")),
        executors(metrics.Gauge("sluice_executors", "Executors that hold cores.")),
        applications_running(metrics.Gauge("sluice_applications_running", "Applications that run.")),
        submitted(metrics.Counter("sluice_applications_submitted_total", "Applications submitted.")),
        driver_starts(metrics.Counter("sluice_driver_starts_total", "Application drivers started.")),
        executor_starts(metrics.Counter("sluice_executor_starts_total", "Executors launched.")),
        workers_lost(metrics.Counter("sluice_workers_lost_total", "Workers whose link broke.")) {}

  prometheus::Gauge& workers;
  prometheus::Gauge& executors;
  prometheus::Gauge& applications_running;
  prometheus::Counter& submitted;
  prometheus::Counter& driver_starts;
  prometheus::Counter& executor_starts;
  prometheus::Counter& workers_lost;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_DAEMON_METRICS_H_
