#ifndef SLUICE_ENGINE_STATE_STATE_VERSIONS_H_
#define SLUICE_ENGINE_STATE_STATE_VERSIONS_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/lineage/job_runner.h"
#include "engine/state/state_transition.h"

namespace sluice {

class Files;

// On the driver: the versions of one stateful stream. A version is the time of its batch; with initial state there is
// one more, zero. Not thread-safe.
class StateVersions {
 public:
  struct Options {
    RunId run;  // Whose batches its jobs are of.
    std::string stream_folder;
    BatchTime zero;  // The stream's batches are those after zero, one each slide.
    absl::Duration slide;
    bool has_initial = false;
    std::string door;         // See StateTerms.
    bool may_be_new = false;  // A later run may have no state of it yet: then it starts there.
  };
  // `jobs` and `files` outlive it.
  StateVersions(JobRunner& jobs, Files& files, Options options);
  ~StateVersions();

  // Before the first batch that is asked for. Nothing of an older program is left when that is the first batch of all;
  // else the state stays in as many partitions as it is. FAILED_PRECONDITION: `wanted` is not for that many.
  absl::StatusOr<Partitioning> Begin(BatchTime batch, const Partitioning& wanted);
  bool IsFirst(BatchTime batch) const { return Before(batch) == zero_; }

  // Where the initial state is written to.
  StateTransition InitialTransition() const;
  // What the task of a batch changes.
  absl::StatusOr<StateTransition> TransitionOf(BatchTime batch);
  // The RDD whose computation makes the version of `batch`, made by StateRdd.
  void Made(BatchTime batch, Rdd rdd);
  // Makes the versions up to that of `batch`, in order, as far as nobody has wanted their rows.
  absl::Status RunUntil(BatchTime batch);

 private:
  BatchTime Before(BatchTime batch) const {
    return BatchTime(batch.value() - absl::ToInt64Milliseconds(options_.slide));
  }
  absl::Status Run(BatchTime batch, const Rdd& rdd);

  JobRunner& jobs_;
  Files& files_;
  const Options options_;
  BatchTime zero_;  // Its first batch is the one after.
  int partitions_ = 0;
  std::map<BatchTime, Rdd> unwritten_;
};

// What `writer`, a terminal that changes state, leaves in the first segments, one for each partition. Its tasks run
// where those for the same folder ran last.
Rdd StateRdd(JobRunner& jobs, OperatorRef writer, OperatorRef reader, Rdd parent, const StateTransition& transition,
             int segments, std::optional<Partitioning> partitioning);
// What it leaves in the segments after those, `later` of them.
Rdd LaterSegmentsRdd(JobRunner& jobs, OperatorRef reader, OperatorRef later_partitions, const RddNode& first,
                     int later);

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_STATE_VERSIONS_H_
