#ifndef SLUICE_WORKER_DAEMON_WORKER_METRICS_H_
#define SLUICE_WORKER_DAEMON_WORKER_METRICS_H_

#include "common/observe/metrics.h"

namespace sluice {

// The figures of a worker daemon. Thread-safe. Lives no longer than the metrics it is made with.
struct WorkerMetrics {
  explicit WorkerMetrics(Metrics& metrics)
      : executors(metrics.Gauge("sluice_executors", "Executors that run here.")),
        cores_used(metrics.Gauge("sluice_worker_cores_used", "Cores given to executors.")),
        starts(metrics.Counter("sluice_executor_starts_total", "Executors started.")),
        failures(metrics.Counter("sluice_executor_failures_total", "Executors that ended unasked.")),
        fetched_bytes(metrics.Counter("sluice_executable_bytes_total", "Executables fetched, in bytes.")),
        registrations(metrics.Counter("sluice_worker_registrations_total", "Times the driver accepted us.")) {}

  prometheus::Gauge& executors;
  prometheus::Gauge& cores_used;
  prometheus::Counter& starts;
  prometheus::Counter& failures;
  prometheus::Counter& fetched_bytes;
  prometheus::Counter& registrations;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_WORKER_METRICS_H_
