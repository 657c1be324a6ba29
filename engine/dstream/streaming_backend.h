#ifndef SLUICE_ENGINE_DSTREAM_STREAMING_BACKEND_H_
#define SLUICE_ENGINE_DSTREAM_STREAMING_BACKEND_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/block_id.h"
#include "common/base/ids.h"
#include "engine/dstream/streaming_event.h"
#include "engine/lineage/node.h"

namespace sluice {

// One input stream, fed by a receiver on some executor.
struct InputStreamSpec {
  StreamId id;
  OperatorRef receiver;  // Factory of the receiver, run by the executor; `receiver.name` is shown to users.
  int replication = 1;   // Copies of each block, all on different workers.
  absl::Duration block_interval;
  std::string preferred_host;  // Where its receiver is best started; empty: anywhere.
};

// The blocks of one stream that belong to a batch: for each partition its blocks, in order.
using StreamBlocks = std::vector<std::vector<BlockId>>;
// By stream; a stream without data in this batch has no entry.
using BatchBlocks = std::map<StreamId, StreamBlocks>;

// What a StreamingContext wants to have run.
struct StreamingPlan {
  absl::Duration interval;
  std::vector<InputStreamSpec> inputs;
  // Blocks of a batch are needed until the batch that ends so much later is done; zero: until it is done itself.
  absl::Duration remember;
  // Of a former run that this one goes on from: the next batch is the one after it, however long ago.
  std::optional<BatchTime> last_finished;
  // Told what happens to receivers and batches, on a thread that must not be blocked. May be empty.
  std::function<void(StreamingEvent)> on_event;
  // Runs all output operations of one batch and returns when their jobs are done. Called for the batches in the order
  // of their times, for `concurrent_batches` at a time, on threads that may block (never an actor's).
  std::function<absl::Status(BatchTime batch, const BatchBlocks& blocks)> run_batch;
  int concurrent_batches = 1;
  // Keeps what was received for a batch that will not run in this run of the program, for a later one. Called when the
  // plan is stopped, also for batches whose run_batch was CANCELLED. Empty: such records are lost.
  std::function<absl::Status(BatchTime batch, const BatchBlocks& blocks)> save_batch;
};

struct StopOptions {
  bool graceful = false;        // Receivers first, then every record they have received is processed.
  bool end_application = true;  // Also lets the executors go: later jobs are CANCELLED, Start FAILED_PRECONDITION.
};

enum class StreamingState { kInitialized, kActive, kStopped };

// Runs receivers and batches; implemented by driver/application. Thread-safe.
class StreamingBackend {
 public:
  virtual ~StreamingBackend() = default;

  // Starts the receivers and the batch clock, and returns at once. FAILED_PRECONDITION: one is running already, or the
  // application has ended. After Stop another plan may be started, unless the application was to end.
  virtual absl::Status Start(StreamingPlan plan) = 0;

  // Returns when nothing of the plan runs any more; does nothing when nothing does. A batch that runs is finished if
  // graceful, else its jobs are cancelled. Also what SIGTERM does. Not to be called from within run_batch.
  // UNAVAILABLE: it was graceful, but batches could not be run, since there was no executor for long.
  virtual absl::Status Stop(const StopOptions& options) = 0;

  // Moves the manual clock of spark.streaming.clock=manual and returns when every batch that is due by then is done, or
  // nothing runs. FAILED_PRECONDITION: the clock is not manual.
  virtual absl::Status Advance(absl::Duration by) = 0;

  virtual StreamingState state() const = 0;  // Of the plan started last.

  // Waits until the plan has stopped (true) or `timeout` has passed (false). As soon as run_batch has failed, returns
  // its first error instead; batches go on, as they do in Spark, until somebody calls Stop.
  virtual absl::StatusOr<bool> AwaitTermination(absl::Duration timeout) = 0;

  // The same, but also true once every receiver's source has closed in order (SOURCE_CLOSED, and has not come back)
  // and every batch with their records is done.
  virtual absl::StatusOr<bool> AwaitSourcesClosed(absl::Duration timeout) = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAMING_BACKEND_H_
