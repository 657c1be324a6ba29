#ifndef SLUICE_ENGINE_DSTREAM_RECEIVED_INPUT_H_
#define SLUICE_ENGINE_DSTREAM_RECEIVED_INPUT_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/dstream/saved_batches.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/lineage/job_runner.h"

namespace sluice {

// An input that a receiver feeds: makes RDDs of its blocks, and keeps those of batches that did not run for a later run
// of the program. Not thread-safe.
class ReceivedInput {
 public:
  // `reader` is the operator that turns blocks into rows.
  ReceivedInput(InputStreamSpec spec, OperatorRef reader, RddFiles files)
      : spec_(std::move(spec)), reader_(std::move(reader)), files_(std::move(files)) {}

  const InputStreamSpec& spec() const { return spec_; }
  // What was received for a batch, after what a former run had received for it. `blocks`: all that the log of received
  // blocks has of it. Errors as of SavedBatches.
  absl::StatusOr<Rdd> RddOf(JobRunner& jobs, BatchTime batch, InputBlocks blocks) const;

  // Unfinished batches are kept in that folder. If the run does not go on from a former one, what is there goes. Errors
  // as of SavedBatches.
  absl::Status SaveIn(const SavedIn& where, bool goes_on);
  // The token of the lease under which the log of received blocks began that the run goes on with: what was kept of a
  // batch under that one or a later one has all its blocks. Before the first batch.
  void SetLogBegun(int64_t token) { log_begun_ = token; }
  // Keeps what was received for a batch that will not run. REQUIRES: SaveIn was called. Throws.
  void SaveUnfinished(JobRunner& jobs, const BatchKey& batch, const InputBlocks& blocks) const;
  // Removes what no later run needs once `batch` has ended.
  void OnBatchEnded(BatchTime batch, absl::Duration interval) const;

 private:
  const InputStreamSpec spec_;
  const OperatorRef reader_;
  const RddFiles files_;
  std::optional<SavedBatches> unfinished_;
  std::optional<BatchTime> former_until_;  // The last batch that a former run has left unfinished.
  std::optional<int64_t> log_begun_;       // None: there is no log.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_RECEIVED_INPUT_H_
