#ifndef SLUICE_ENGINE_DSTREAM_STREAMING_BACKEND_H_
#define SLUICE_ENGINE_DSTREAM_STREAMING_BACKEND_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "common/base/block_id.h"
#include "common/base/ids.h"
#include "engine/dstream/streaming_event.h"
#include "engine/lineage/node.h"

namespace sluice {

class Files;
class Lease;

// An input that is fed by a receiver on some executor.
struct InputStreamSpec {
  InputId id;
  OperatorRef receiver;  // Factory of the receiver, run by the executor; `receiver.name` is shown to users.
  int replication = 1;   // Copies of each block, all on different workers.
  absl::Duration block_interval;
  std::string preferred_host;  // Where its receiver is best started; empty: anywhere.
};

// An input that the driver reads in ranges, as much for a batch as it is told.
struct SourceStreamSpec {
  InputId id;
  // Records that a batch may have which is yet to be planned; 0: no limit. Thread-safe and quick.
  std::function<void(int64_t records_per_batch)> limit_batches;
};

// What one input has received for a batch: for each partition its blocks, in order.
using InputBlocks = std::vector<std::vector<BlockId>>;
// An input without data in this batch has no entry.
using BatchBlocks = std::map<InputId, InputBlocks>;

// What a StreamingContext wants to have run.
struct StreamingPlan {
  absl::Duration interval;
  std::vector<InputStreamSpec> inputs;
  std::vector<SourceStreamSpec> sources;
  // Blocks of a batch are needed until the batch that ends so much later is done; zero: until it is done itself.
  absl::Duration remember;
  // Of a former run that this one goes on from: the next batch is the one after it, however long ago.
  std::optional<BatchTime> last_finished;
  // The number of the log of received blocks which that one had at least; 0: it had none.
  int64_t former_block_log = 0;
  // The checkpoint directory, where what is received is noted for a later life of the driver; empty: none. `goes_on`:
  // the run takes over what a former one has noted there.
  std::string checkpoint_folder;
  bool goes_on = false;
  // Told before the first batch under which token of the lease the log of received blocks has begun that the run goes
  // on with: what save_batch has kept under that one or a later one has all blocks of its batch. Empty: nobody needs to
  // know.
  std::function<void(int64_t token)> on_log;
  // What receivers receive is written there before it counts as stored. REQUIRES: a checkpoint directory.
  bool write_ahead_log = false;
  // On that directory; once it is lost, the run ends with the error of that. Null: nobody keeps others from it.
  std::shared_ptr<Lease> lease;
  // Told what happens to the run, its receivers and batches, on a thread that must not be blocked. May be empty.
  std::function<void(StreamingEvent)> on_event;
  // Runs all output operations of one batch and returns when their jobs are done. Called for the batches in the order
  // of their times, for `concurrent_batches` at a time, on threads that may block (never an actor's).
  std::function<absl::Status(const BatchKey& batch, const BatchBlocks& blocks)> run_batch;
  int concurrent_batches = 1;
  // Called in place of run_batch when the batch cannot run, for that reason: it has failed as if run_batch had returned
  // it. Returns it. Empty: nobody needs to know.
  std::function<absl::Status(const BatchKey& batch, const BatchBlocks& blocks, const absl::Status& why)> fail_batch;
  // The first batch whose run_batch has failed: the checkpoint does not get beyond the one before it, and a later run
  // has it and those after it again, so what was received for them is kept. Empty: such batches are over. Thread-safe.
  std::function<std::optional<BatchTime>()> first_failed;
  // Keeps what was received for a batch that will not run in this run of the program, for a later one. Called when the
  // plan is stopped, also for batches whose run_batch was CANCELLED. Empty: such records are lost.
  std::function<absl::Status(const BatchKey& batch, const BatchBlocks& blocks)> save_batch;
};

enum class StreamingState { kInitialized, kActive, kStopped };

// Runs receivers and batches; implemented by driver/application. Thread-safe. Each plan that is started is a run of its
// own, and runs do not know of each other. A run that has ended is stopped: whatever is asked of it returns at once.
class StreamingBackend {
 public:
  virtual ~StreamingBackend() = default;

  // Starts the receivers and the batch clock, and returns at once. FAILED_PRECONDITION: the application ends.
  virtual absl::StatusOr<RunId> Start(StreamingPlan plan) = 0;

  // Returns when nothing of the run runs any more. If `graceful`, receivers stop first, then every record they have
  // received is processed; else the jobs of its batches are cancelled. Not to be called from within run_batch.
  // UNAVAILABLE, said once: it was graceful, but batches could not be run, since there was no executor for long,
  // or no time.
  virtual absl::Status Stop(RunId run, bool graceful) = 0;

  // Stops all runs, then lets the executors go: later jobs are CANCELLED, Start is FAILED_PRECONDITION. Also what
  // SIGTERM does. Not to be called from within run_batch.
  virtual absl::Status EndApplication(bool graceful) = 0;

  // Moves the manual clock of spark.streaming.clock=manual, as this run sees it, and returns when every batch that is
  // due by then is done. FAILED_PRECONDITION: the clock is not manual.
  virtual absl::Status Advance(RunId run, absl::Duration by) = 0;

  // How often the application's driver has been started by now. Who starts it vouches that its former lives are over.
  virtual DriverLife life() const = 0;

  // What checkpoint directories are on, as the driver sees it. It outlives the backend.
  virtual Files& checkpoint_files() const = 0;

  // What the program itself sees of a batch that runs: for the run's listeners, and for status. Does not block.
  virtual void Tell(ProgramEvent event) = 0;

  virtual StreamingState state(RunId run) const = 0;

  // Waits until the run has stopped (true) or `timeout` has passed (false). As soon as run_batch has failed, returns
  // its first error instead; batches go on, as they do in Spark, until somebody calls Stop.
  virtual absl::StatusOr<bool> AwaitTermination(RunId run, absl::Duration timeout) = 0;

  // The same, but also true once every receiver's source has closed in order (SOURCE_CLOSED, and has not come back)
  // and every batch with their records is done.
  virtual absl::StatusOr<bool> AwaitSourcesClosed(RunId run, absl::Duration timeout) = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAMING_BACKEND_H_
