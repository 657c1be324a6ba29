#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_FIGURES_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_FIGURES_H_

#include <string>

#include "common/observe/metrics.h"
#include "worker/block/block_store.h"
#include "worker/task/task_attempt.h"

namespace sluice {

// What an executor says to Prometheus. Thread-safe.
class ExecutorFigures {
 public:
  void OnTask(const AttemptResult& result) { Of(result.outcome).Observe(absl::ToDoubleSeconds(result.run_time)); }
  // A received block has as many copies as it is to have, or will not get them.
  void OnReplicated(absl::Duration took, bool succeeded) {
    if (succeeded) replication_.Observe(absl::ToDoubleSeconds(took));
    if (!succeeded) replication_failures_.Increment();
  }
  // In Prometheus' text format, with what its blocks take at the moment.
  std::string Text(const BlockStoreUsage& usage);

 private:
  prometheus::Histogram& Tasks(const char* outcome) {
    return all_.Histogram("sluice_task_seconds", "How long tasks ran, by how they ended.", LatencyBounds(),
                          {{"outcome", outcome}});
  }
  prometheus::Histogram& Of(AttemptResult::Outcome outcome);

  Metrics all_;
  prometheus::Histogram& succeeded_ = Tasks("succeeded");
  prometheus::Histogram& failed_ = Tasks("failed");
  prometheus::Histogram& input_lost_ = Tasks("input_lost");
  prometheus::Histogram& cancelled_ = Tasks("cancelled");
  prometheus::Histogram& replication_ = all_.Histogram(
      "sluice_replication_seconds", "How long it took until a received block had its copies.", LatencyBounds());
  prometheus::Counter& replication_failures_ = all_.Counter(
      "sluice_replication_failures_total", "Received blocks that have fewer copies than they are to have.");
  prometheus::Gauge& memory_ = all_.Gauge("sluice_blocks_memory_bytes", "Memory that blocks take.");
  prometheus::Gauge& disk_ = all_.Gauge("sluice_blocks_disk_bytes", "Disk that blocks take.");
  prometheus::Gauge& blocks_ = all_.Gauge("sluice_blocks", "Blocks that are held.");
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_FIGURES_H_
