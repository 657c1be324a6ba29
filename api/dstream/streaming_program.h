#ifndef SLUICE_API_DSTREAM_STREAMING_PROGRAM_H_
#define SLUICE_API_DSTREAM_STREAMING_PROGRAM_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>

#include "api/core/application.h"
#include "api/core/duration.h"
#include "engine/dstream/stream_node.h"

namespace sluice {

class BatchSource;
class FencedFiles;
class Lease;

}  // namespace sluice

namespace sluice::internal {

class ListenerBus;
class ProgramNames;

}  // namespace sluice::internal

namespace sluice {

struct StreamCheckpoint;
class StreamGraph;
class StreamingBackend;
struct StreamingPlan;

enum class StreamingContextState { INITIALIZED, ACTIVE, STOPPED };

}  // namespace sluice

namespace sluice::internal {

struct StopOptions {
  bool graceful = false;        // Receivers first, then every record they have received is processed.
  bool end_application = true;  // All other streams as well, and the executors are let go.
};

// The graph of one StreamingContext, its life and its checkpoint: what the context shares with its DStreams. Misuse
// throws Error with Spark's words. Thread-safe, except that the graph is built by one thread.
class StreamingProgram : public std::enable_shared_from_this<StreamingProgram> {
 public:
  // What is kept with the checkpoints for who builds the graph again (StreamCheckpointFolder): asked for at the start,
  // if there is a checkpoint folder, and told the path that all files about the program have names behind. Nullopt:
  // what is there stays. May throw; then the start fails.
  using Describe = std::function<std::optional<std::string>(const std::string& path)>;
  StreamingProgram(Application& app, Duration interval, Describe describe = nullptr);
  ~StreamingProgram();

  Application& app() { return app_; }
  Duration interval() const;

  std::shared_ptr<StreamNode> AddStream(StreamSpec spec);
  std::shared_ptr<StreamNode> AddInput(OperatorRef receiver, OperatorRef reader, RddFiles files, int replication,
                                       std::string preferred_host = "");
  std::shared_ptr<StreamNode> AddSource(std::string name, std::shared_ptr<BatchSource> source);
  // `run` is user code and may throw.
  void AddOutput(std::string name, std::shared_ptr<StreamNode> stream, std::function<void(const Rdd&, BatchTime)> run);
  void CheckCanChange();
  // Throws that `what` of a DStream cannot be changed any more.
  void CheckBeforeStart(const char* what);

  ProgramNames& names() { return *names_; }
  // Of letters, digits, - and _.
  void SetUid(StreamNode& stream, const std::string& uid);

  // At most once.
  void Remember(Duration duration);
  void SetCheckpointFolder(std::string folder);
  const std::string& checkpoint_folder() const { return checkpoint_folder_; }  // Empty: none.
  // Once it is started: what changes there. Null: there is none.
  const std::shared_ptr<FencedFiles>& checkpoint_files() const { return checkpoint_files_; }

  // Goes on where the checkpoint in `folder` was made, if there is one.
  void Resume(const std::string& folder);

  ListenerBus& listeners() { return *listeners_; }

  // A start that fails leaves the context stopped, as in Spark.
  void Start(std::source_location where = std::source_location::current());
  void Stop(const StopOptions& options);
  // Moves the manual clock; does nothing before the start.
  void Advance(absl::Duration by);
  // False: not stopped, or drained, after `timeout`. Throws the first error of an output operation.
  bool AwaitTermination(absl::Duration timeout);
  bool AwaitSourcesClosed(absl::Duration timeout);
  // The context of this process that is active, if one is.
  static std::shared_ptr<StreamingProgram> Active();
  StreamingContextState State();

 private:
  // False: it has been started. From now on no other one of the application may be, until this one has stopped.
  bool BeginStart(std::source_location where);
  void CheckCanStart() const;
  StreamingPlan MakePlan();
  std::shared_ptr<Lease> TakeLease() const;
  void CheckStillNewest(const std::string& folder) const;
  using AwaitRun = absl::StatusOr<bool> (StreamingBackend::*)(RunId run, absl::Duration timeout);
  bool Await(absl::Duration timeout, AwaitRun await);
  void SetState(StreamingContextState state);

  Application& app_;
  const std::shared_ptr<StreamGraph> graph_;
  const Describe describe_;
  std::optional<Duration> remember_;
  std::string checkpoint_folder_;
  std::shared_ptr<FencedFiles> checkpoint_files_;
  // The last finished batch of the checkpoint that was read, if there was one.
  struct Resumed {
    std::string folder;
    std::optional<int64_t> last_finished;
    int64_t lease_token = 0;  // It was written under this one.
    int64_t former_block_log = 0;
  };
  std::optional<Resumed> resumed_;
  std::string started_at_;  // FILE:LINE, once its start has begun.
  const std::unique_ptr<ProgramNames> names_;
  const std::shared_ptr<ListenerBus> listeners_;
  std::atomic<RunId> run_{RunId(-1)};  // Set before the state is ACTIVE.

  struct Life;
  const std::unique_ptr<Life> life_;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_STREAMING_PROGRAM_H_
