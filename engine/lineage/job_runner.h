#ifndef SLUICE_ENGINE_LINEAGE_JOB_RUNNER_H_
#define SLUICE_ENGINE_LINEAGE_JOB_RUNNER_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/batch_key.h"
#include "common/base/buffer.h"
#include "common/base/mutex.h"
#include "engine/lineage/node.h"

namespace sluice {

class Runtime;
struct JobRecord;

// One action: `terminal` applied to some partitions of `rdd`.
struct JobSpec {
  Rdd rdd;
  OperatorRef terminal;
  std::vector<int> partitions;
  std::optional<BatchKey> batch = {};                  // None: the job is of no batch, and is not cancelled with one.
  std::map<std::string, std::string> properties = {};  // The LocalProperties of its tasks.
};

// Where RDD.checkpoint saves rows; empty: nowhere. Thread-safe.
class CheckpointFolder {
 public:
  void Set(std::string path) {
    MutexLock lock(&mu_);
    path_ = std::move(path);
  }
  std::string Get() const {
    MutexLock lock(&mu_);
    return path_;
  }

 private:
  mutable Mutex mu_;
  std::string path_ ABSL_GUARDED_BY(mu_);
};

// Runs actions on the cluster; implemented by driver/application. Thread-safe.
class JobRunner {
 public:
  virtual ~JobRunner() = default;
  // Blocks until every partition is done; returns what the terminals gave, in the order of `spec.partitions`.
  // ABORTED: a task failed four times (message: its last error); CANCELLED: the application stops.
  virtual absl::StatusOr<std::vector<Buffers>> Run(const JobSpec& spec) = 0;
  virtual Runtime& runtime() = 0;  // What the threads, waits and clock of the driver stand on.
  // Calls `visit` with each job that runs and the last ones that have ended, before it returns. `visit` must be quick.
  virtual void ForEachJob(const std::function<void(const JobRecord&)>&) {}
  virtual RddId NextRddId() = 0;
  virtual ShuffleId NextShuffleId() = 0;
  virtual void FreeShuffle(ShuffleId shuffle) = 0;
  // Of a new broadcast variable or accumulator.
  virtual VariableKey NextVariableKey() = 0;
  // Executors forget the broadcast variable; they ask for it again if a task needs it.
  virtual void FreeBroadcast(VariableKey key) = 0;
  virtual int DefaultParallelism() = 0;  // Task slots of the application, at least 2 (spark.default.parallelism).
  virtual std::optional<int> ParallelismSetting() const { return std::nullopt; }  // Empty unless a user has set it.
  virtual CheckpointFolder& checkpoint_folder() = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_JOB_RUNNER_H_
