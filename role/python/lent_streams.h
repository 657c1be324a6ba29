#ifndef SLUICE_ROLE_PYTHON_LENT_STREAMS_H_
#define SLUICE_ROLE_PYTHON_LENT_STREAMS_H_

#include <vector>

#include "common/base/mutex.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/lineage/job_runner.h"

namespace sluice {

// What a SparkContext may run streams on, while the application of its program goes on for the next one: to end it is
// to stop what was started by way of this, and to cancel the jobs of the application that run. Thread-safe.
class LentStreams : public StreamingBackend {
 public:
  LentStreams(StreamingBackend& lender, JobRunner& jobs) : lender_(lender), jobs_(jobs) {}

  absl::StatusOr<RunId> Start(StreamingPlan plan) override;
  absl::Status EndApplication(bool graceful) override;

  absl::Status Stop(RunId run, bool graceful) override { return lender_.Stop(run, graceful); }
  absl::Status Advance(RunId run, absl::Duration by) override { return lender_.Advance(run, by); }
  DriverLife life() const override { return lender_.life(); }
  Files& checkpoint_files() const override { return lender_.checkpoint_files(); }
  void Tell(ProgramEvent event) override { lender_.Tell(std::move(event)); }
  StreamingState state(RunId run) const override { return lender_.state(run); }
  absl::StatusOr<bool> AwaitTermination(RunId run, absl::Duration timeout) override {
    return lender_.AwaitTermination(run, timeout);
  }
  absl::StatusOr<bool> AwaitSourcesClosed(RunId run, absl::Duration timeout) override {
    return lender_.AwaitSourcesClosed(run, timeout);
  }

 private:
  StreamingBackend& lender_;
  JobRunner& jobs_;
  Mutex mu_;
  bool has_ended_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<RunId> runs_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_LENT_STREAMS_H_
