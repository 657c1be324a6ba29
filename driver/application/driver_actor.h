#ifndef SLUICE_DRIVER_APPLICATION_DRIVER_ACTOR_H_
#define SLUICE_DRIVER_APPLICATION_DRIVER_ACTOR_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "driver/application/application_status.h"
#include "driver/application/driver_message.h"
#include "driver/application/driver_settings.h"
#include "driver/application/executor_links.h"
#include "driver/application/executor_report.h"
#include "driver/application/plan_watch.h"
#include "driver/application/streaming_run.h"
#include "driver/schedule/departures.h"

namespace sluice {

// What the actor tells the world outside of its mailbox. The functions are called on the mailbox and do not block.
struct DriverOutside {
  Clock& clock;
  PlanWatch& watch;
  std::function<void(DriverMessage)> post;  // To the actor itself.
  std::function<void(absl::Duration, DriverMessage)> post_after;
  std::function<void(int, Task)> post_batch;  // To where batches may block: each lane runs one task at a time.
  std::function<void(int)> set_slots;
  std::function<void(ApplicationStatus)> publish;
};

struct DriverIdentity {
  ExpectedPeer peer;
  int expected_executors = 1;
};

// The application driver: wires the pure parts to links, threads and time, and decides nothing itself. Each message is
// handled as: tell the parts (Receive), ask them what is to be done and do it (Settle), send one frame per executor.
class DriverActor {
 public:
  DriverActor(DriverIdentity identity, const DriverSettings& settings, DriverOutside outside);

  // The only thread that touches the members. Never blocks.
  void Receive(DriverMessage message);

 private:
  // What can happen: driver_actor.cc.
  void HandleSubmitJob(SubmitJob& m);
  void HandleReleaseShuffle(ReleaseShuffle& m);
  void HandleReleaseBroadcast(ReleaseBroadcast& m);
  void HandleStartPlan(StartPlan& m);
  void HandleStopPlan(StopPlan& m);
  void HandleAdvanceClock(AdvanceClock& m);
  void HandleBatchDone(BatchDone& m);
  void HandleBatchSaved(BatchSaved& m);
  void HandleWake(Wake& m);
  void Tell(StreamingEvent event);  // The plan's listeners.
  void Tell(BatchEvent::Kind kind, const BatchRecord& batch);
  std::string HostOf(std::optional<ExecutorId> executor) const;  // Empty: nobody knows.
  void Tell(ReceiverEvent::Kind kind, const ReceiverStatus& receiver);
  void TellReceiver(const ReceiverStatus& before, const ReceiverStatus& now);
  void TellNewBatches();
  void Settle();
  void EndApplication();
  void CheckExecutors(absl::Time now);
  void ArmTimer(absl::Time now);
  void PublishSoon();
  void PublishStatus(absl::Time now);
  ApplicationStatus MakeStatus() const;

  // Executors: driver_actor_executors.cc.
  void HandleLinkOpened(LinkOpened& m);
  void HandleLinkFrame(LinkFrame& m);
  void HandleLinkClosed(LinkClosed& m);
  void HandleAttachOverdue(AttachOverdue& m);
  absl::Status OnFirstFrame(LinkId link, const v1::ToDriver& message);
  void AttachExecutor(LinkId link, const ExecutorInfo& info);
  absl::Status AddWhatItHolds(ExecutorId executor, const v1::Attach& attach);
  void OnLeaving(ExecutorId executor);
  absl::Status OnReport(ExecutorId executor, const v1::Report& report, Buffers body);
  absl::Status OnBlock(ExecutorId executor, const v1::BlockReport& report);
  absl::Status OnReceiver(ExecutorId executor, const v1::ReceiverReport& report);
  void OnBroadcastWanted(ExecutorId executor, const v1::BroadcastWanted& wanted);
  void LoseLink(LinkId link, const absl::Status& reason);
  void OnMembershipChanged();
  void SendPeers();

  // What is to be done: driver_actor_actions.cc.
  void Perform(const SendCut& a);
  void Perform(const StartReceiver& a);
  void Perform(const StopReceiver& a);
  void Perform(const RunBatch& a);
  void Perform(const SaveBatch& a);
  void Perform(const FreeBlock& a);
  void Perform(const CancelBatchJobs& a);
  void Perform(const EndPlan& a);
  void Perform(LaunchTask& a);
  void Perform(CancelTask& a);
  void Perform(CountUpdates& a);
  void Perform(FinishJob& a);
  void Perform(FailJob& a);
  void Perform(DistrustCopy& a);
  void Perform(const ExcludeExecutor& a);
  void Perform(const CopyBlock& a);
  void Perform(const LetGo& a);
  void FreeStrayBlocks();

  // Constant after construction.
  const DriverIdentity identity_;
  const DriverSettings settings_;
  const DriverOutside outside_;

  ExecutorTable executors_;
  ExecutorLinks links_;
  BlockTable blocks_;
  Scheduler scheduler_;
  ReceiverPlacement placement_;
  Departures departures_;
  std::map<JobId, std::shared_ptr<JobCall>> calls_;

  // Of the plan that runs.
  std::shared_ptr<const StreamingPlan> plan_;
  std::optional<StreamingRun> run_;
  std::vector<std::shared_ptr<Event>> stop_waiters_;
  std::vector<std::shared_ptr<Event>> advance_waiters_;
  BatchTime last_told_;                        // The last batch that listeners know of.
  std::set<ReceiverEpoch> receivers_told_of_;  // Those that they take to be running.
  bool end_after_plan_ = false;

  bool ended_ = false;
  bool peers_changed_ = false;
  absl::Time last_check_ = absl::InfinitePast();
  absl::Time armed_for_ = absl::InfiniteFuture();
  absl::Time last_published_ = absl::InfinitePast();
  bool status_changed_ = false;
  int64_t batches_completed_ = 0;
  int64_t batches_failed_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_DRIVER_ACTOR_H_
