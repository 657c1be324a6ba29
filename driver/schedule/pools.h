#ifndef SLUICE_DRIVER_SCHEDULE_POOLS_H_
#define SLUICE_DRIVER_SCHEDULE_POOLS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/ids.h"

namespace sluice {

enum class SchedulingMode { kFifo, kFair };

// As a <pool> of Spark's allocation file.
struct PoolSpec {
  SchedulingMode mode = SchedulingMode::kFifo;  // It orders the jobs in the pool.
  int weight = 1;                               // Its share of the slots, compared with other pools.
  int min_share = 0;                            // Slots it gets before others get more than theirs.
};
struct PoolOptions {
  SchedulingMode mode = SchedulingMode::kFifo;  // kFifo: there are no pools, first come first served.
  std::map<std::string, PoolSpec> pools;        // Others are as PoolSpec says.
};

// Reads an allocation file (spark.scheduler.allocation.file). INVALID_ARGUMENT names what is wrong with it.
absl::StatusOr<std::map<std::string, PoolSpec>> ParsePools(std::string_view xml);

// Which job may take the next free slot: Spark's FIFO and FAIR scheduling.
class Pools {
 public:
  explicit Pools(PoolOptions options) : options_(std::move(options)) {}

  // REQUIRES: `job` is after all jobs added before. An empty `pool` is "default".
  void Add(JobId job, const std::string& pool);
  void Remove(JobId job);
  // Of unknown jobs: nothing changes.
  void TaskStarted(JobId job) { Count(job, 1); }
  void TaskEnded(JobId job) { Count(job, -1); }
  // All jobs, the one that is to have the next slot first. Until the next call of another method.
  const std::vector<JobId>& Order();

 private:
  struct Job {
    std::string pool;
    int running = 0;  // Tasks.
  };
  struct Pool {
    PoolSpec spec;
    int running = 0;
    std::vector<JobId> jobs;  // Sorted by number.
  };
  void Count(JobId job, int change);
  static bool IsBefore(const std::pair<std::string, Pool*>& a, const std::pair<std::string, Pool*>& b);

  const PoolOptions options_;
  std::map<JobId, Job> jobs_;
  std::map<std::string, Pool> pools_;
  std::vector<JobId> order_;
  bool is_stale_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_POOLS_H_
