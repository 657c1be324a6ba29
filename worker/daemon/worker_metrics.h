#ifndef SLUICE_WORKER_DAEMON_WORKER_METRICS_H_
#define SLUICE_WORKER_DAEMON_WORKER_METRICS_H_

#include "common/observe/disk_figures.h"
#include "common/observe/metrics.h"

namespace sluice {

// The figures of a worker daemon. Thread-safe. Lives no longer than the metrics it is made with.
struct WorkerMetrics {
  Metrics& all;
  DiskFigures disk{all};
  prometheus::Gauge& executors = all.Gauge("sluice_executors", "Executors that run here.");
  prometheus::Gauge& cores_used = all.Gauge("sluice_worker_cores_used", "Cores given to executors.");
  prometheus::Counter& starts = all.Counter("sluice_executor_starts_total", "Executors started.");
  prometheus::Counter& failures = all.Counter("sluice_executor_failures_total", "Executors that ended unasked.");
  prometheus::Counter& fetched_bytes = all.Counter("sluice_executable_bytes_total", "Executables fetched, in bytes.");
  prometheus::Counter& registrations =
      all.Counter("sluice_worker_registrations_total", "Times the driver accepted us.");
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_WORKER_METRICS_H_
