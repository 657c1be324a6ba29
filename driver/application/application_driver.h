#ifndef SLUICE_DRIVER_APPLICATION_APPLICATION_DRIVER_H_
#define SLUICE_DRIVER_APPLICATION_APPLICATION_DRIVER_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "common/fs/objects/checkpoint_files.h"
#include "common/net/pulse.h"
#include "common/net/transport.h"
#include "driver/application/application_status.h"
#include "driver/application/batch_lanes.h"
#include "driver/application/driver_message.h"
#include "driver/application/driver_settings.h"
#include "driver/application/published_status.h"
#include "driver/block_master/block_log.h"
#include "driver/run/run_watch.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/lineage/job_canceller.h"
#include "engine/lineage/job_runner.h"
#include "engine/variables/variable_key.h"

namespace sluice {

class ApplicationFigures;
class DriverActor;
struct BegunHistory;
class EventLogWriter;

struct ApplicationDriverOptions {
  ApplicationId application;
  std::string name;
  // Its event log is named by it: the application's id, unless its ids are no one's alone.
  ApplicationId logged_as;
  std::string build_id;        // Executors must run the same executable.
  std::string listen_address;  // Executors attach here; port 0 takes a free one.
  Conf conf;
  DriverLife life = DriverLife(1);  // Greater than in any former start of the application's driver.
  int expected_executors = 1;  // Streams start when so many have attached, or some seconds later with what is there.
  Files* checkpoint_files = &CheckpointFiles();  // What checkpoint directories are on; it outlives the driver.
};

// The driver of one application: executors attach to it, jobs and streams are given to it. Thread-safe. Runs on threads
// or in a simulation alike.
class ApplicationDriver : public JobRunner, public JobCanceller, public StreamingBackend {
 public:
  // Listens for executors at once. INVALID_ARGUMENT: a bad setting or address. ALREADY_EXISTS: the port is taken.
  static absl::StatusOr<std::unique_ptr<ApplicationDriver>> Create(Runtime& runtime, Transport& transport,
                                                                   ApplicationDriverOptions options);
  // Ends the application, not gracefully; waits for batches that run user code.
  ~ApplicationDriver() override;

  std::string address() const { return listener_->address(); }
  const DriverSettings& settings() const { return settings_; }
  // Of about half a second ago at most.
  ApplicationStatus status() const { return status_.Get(); }
  // An EndApplication that is graceful, also one that waits already, gives up in time for the process to end within
  // `grace`. Does not block.
  void EndWithin(absl::Duration grace);
  // Ends all streams, at once unless the application is being ended already, and begins no others. `status` then is
  // the last one. Executors stay.
  void EndRuns();
  // Calls `read`, which must be quick, soon and from the driver's thread; never if the driver ends before.
  void Read(std::function<void(const History&, ApplicationFigures&)> read);

  // JobRunner.
  absl::StatusOr<std::vector<Buffers>> Run(const JobSpec& spec) override;
  Runtime& runtime() override { return runtime_; }
  void ForEachJob(const std::function<void(const JobRecord&)>& visit) override;
  RddId NextRddId() override { return RddId(life_, numbered_.rdds++); }
  ShuffleId NextShuffleId() override { return ShuffleId(life_, numbered_.shuffles++); }
  VariableKey NextVariableKey() override { return VariableKey(life_, NextVariableNumber()); }
  void FreeShuffle(ShuffleId shuffle) override;
  void FreeBroadcast(VariableKey key) override;
  int DefaultParallelism() override;
  std::optional<int> ParallelismSetting() const override;
  CheckpointFolder& checkpoint_folder() override { return rdd_checkpoints_; }

  // JobCanceller.
  void CancelJobs(Verdict verdict) override;

  // StreamingBackend.
  absl::StatusOr<RunId> Start(StreamingPlan plan) override;
  absl::Status Stop(RunId run, bool graceful) override;
  absl::Status EndApplication(bool graceful) override;
  absl::Status Advance(RunId run, absl::Duration by) override;
  DriverLife life() const override { return life_; }
  Files& checkpoint_files() const override { return checkpoint_files_; }
  void Tell(ProgramEvent event) override;
  StreamingState state(RunId run) const override { return watch_.state(run); }
  absl::StatusOr<bool> AwaitTermination(RunId run, absl::Duration timeout) override {
    return watch_.Await(run, timeout, /*until_drained=*/false);
  }
  absl::StatusOr<bool> AwaitSourcesClosed(RunId run, absl::Duration timeout) override {
    return watch_.Await(run, timeout, /*until_drained=*/true);
  }

 private:
  ApplicationDriver(Runtime& runtime, const DriverSettings& settings, const ApplicationDriverOptions& options,
                    const UnusedNumbers& unused);
  void MakeActor(const ApplicationDriverOptions& options, BegunHistory begun);

  // Constant after construction.
  Runtime& runtime_;
  const DriverSettings settings_;
  const DriverLife life_;
  const ApplicationId application_;
  Files& checkpoint_files_;

  RunWatch watch_;
  struct Numbered {
    std::atomic<int64_t> rdds{0};
    std::atomic<int64_t> shuffles{0};
    std::atomic<int64_t> streams{0};
    std::atomic<int64_t> links{0};
  };
  Numbered numbered_;
  std::atomic<int> slots_{0};

  PublishedStatus status_;
  CheckpointFolder rdd_checkpoints_;

  std::function<void(DriverMessage)> post_to_actor_;
  Pulse pulse_;

  std::unique_ptr<EventLogWriter> event_log_;          // Reads the actor's history. Null: there is none.
  const std::unique_ptr<ApplicationFigures> figures_;  // So do they. Of the mailbox.

  // They go in this order, last first: no frames, no batches, no messages.
  std::unique_ptr<DriverActor> actor_;  // Made and used by its mailbox alone.
  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;   // Executors' links may tell something after the end.
  std::unique_ptr<BatchLanes> batch_lanes_;  // Used by the actor.
  std::unique_ptr<Listener> listener_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_APPLICATION_DRIVER_H_
