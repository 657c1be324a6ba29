#ifndef SLUICE_DRIVER_GATEWAY_STOPPABLE_JOBS_H_
#define SLUICE_DRIVER_GATEWAY_STOPPABLE_JOBS_H_

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "common/actor/gate.h"
#include "engine/lineage/job_canceller.h"
#include "engine/lineage/job_runner.h"

namespace sluice::gateway {

// The jobs of an application while it runs; afterwards jobs fail, and nothing is left to be freed. RDDs that Python has
// references to may live longer than their application. Thread-safe.
class StoppableJobs : public JobRunner {
 public:
  explicit StoppableJobs(JobRunner& jobs) : jobs_(jobs), gate_(jobs.runtime()) {}

  // From now on nothing gets through.
  void Close() { gate_.CloseAndWait(absl::ZeroDuration()); }
  // After Close: returns when nothing is on its way any more. Jobs that run are to be ended meanwhile.
  void WaitUntilIdle() { gate_.CloseAndWait(); }

  absl::StatusOr<std::vector<Buffers>> Run(const JobSpec& spec) override;
  Runtime& runtime() override { return jobs_.runtime(); }
  // Of an application whose driver runs jobs beside this call.
  void CancelJobs(JobCanceller::Verdict verdict);
  void ForEachJob(const std::function<void(const JobRecord&)>& visit) override;
  RddId NextRddId() override;
  ShuffleId NextShuffleId() override;
  void FreeShuffle(ShuffleId shuffle) override;
  VariableKey NextVariableKey() override;
  void FreeBroadcast(VariableKey key) override;
  int DefaultParallelism() override;
  std::optional<int> ParallelismSetting() const override;
  CheckpointFolder& checkpoint_folder() override { return checkpoint_folder_; }

 private:
  JobRunner& jobs_;  // Not to be touched without a pass.
  mutable Gate gate_;
  CheckpointFolder checkpoint_folder_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_STOPPABLE_JOBS_H_
