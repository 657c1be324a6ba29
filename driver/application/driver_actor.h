#ifndef SLUICE_DRIVER_APPLICATION_DRIVER_ACTOR_H_
#define SLUICE_DRIVER_APPLICATION_DRIVER_ACTOR_H_

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "common/net/pulse.h"
#include "driver/application/application_end.h"
#include "driver/application/application_status.h"
#include "driver/application/begun_history.h"
#include "driver/application/driver_message.h"
#include "driver/application/driver_settings.h"
#include "driver/application/executor_report.h"
#include "driver/application/job_calls.h"
#include "driver/block_master/block_master.h"
#include "driver/block_master/block_reports.h"
#include "driver/cluster/executor_roster.h"
#include "driver/history/history.h"
#include "driver/run/run_table.h"
#include "driver/run/run_watch.h"
#include "driver/schedule/departures.h"

namespace sluice {

// What the actor tells the world outside of its mailbox. The functions are called on the mailbox and do not block.
struct DriverOutside {
  Clock& clock;
  Pulse& pulse;  // Speaks to executors while the mailbox is behind.
  RunWatch& watch;
  std::function<void(DriverMessage)> post;  // Posts to the actor itself.
  std::function<void(absl::Duration, DriverMessage)> post_after;
  // To where batches of the run may block: each lane runs one task at a time.
  std::function<void(RunId, int lane, Task)> post_batch;
  std::function<void(RunId)> end_batches;  // The run has none any more.
  std::function<void(int)> set_slots;
  std::function<void(ApplicationStatus)> publish;
  std::vector<HistoryReader*> readers = {};  // They are told what happens, and outlive the actor.
};

struct DriverIdentity {
  ExpectedPeer peer;
  DriverLife life;
  int expected_executors = 1;
};

// The application driver: wires the pure parts to links, threads and time, and decides nothing itself. Each message is
// handled as: tell the parts (Receive), ask them what is to be done and do it (Settle), send one frame per executor.
class DriverActor {
 public:
  DriverActor(DriverIdentity identity, const DriverSettings& settings, DriverOutside outside, BegunHistory begun);

  // The only thread that touches the members. Never blocks.
  void Receive(DriverMessage message);

 private:
  // What happens.
  void HandleLinkFrame(LinkFrame& m);
  void HandleSubmitJob(SubmitJob& m);
  void HandleStartRun(StartRun& m);
  void HandleWake(Wake& m);

  // What executors say. An error: it is nonsense, or they do not belong here. What is of another life says nothing
  // here.
  template <class Id>
  bool IsOfThisLife(const Id& id) const {
    return id.life() == identity_.life;
  }
  absl::Status OnFirstFrame(LinkId link, const v1::ToDriver& message);
  void AddOutputs(ExecutorId executor, const google::protobuf::RepeatedPtrField<v1::MapOutput>& outputs);
  absl::Status AddWhatItHolds(ExecutorId executor, const v1::Attach& attach);
  void OnLeaving(ExecutorId executor);
  absl::Status OnReport(ExecutorId executor, const v1::Report& report, Buffers body);
  absl::Status OnReceiver(ExecutorId executor, const v1::ReceiverReport& report);
  // Ends the conversation; the executor it was with is lost.
  void CloseLink(LinkId link, const absl::Status& reason);
  void BeReplaced(const absl::Status& reason);
  void OnMembershipChanged();

  // What follows.
  void Settle();
  void Perform(RunId run, RunAction& action);
  void Perform(DepartureAction& action);
  void Perform(ScheduleAction& action);
  template <class O>
  void Order(const O& order);  // An executor that went away meanwhile is simply not told.
  void Call(RunId run, CallForBatch& call);
  void OnBatchEnded(RunId run, const BatchEnded& ended);
  void EndJob(JobId job, absl::StatusOr<std::vector<Buffers>> result);
  void Launch(const LaunchTask& launch);
  void Change(const BlockUpdate& update);
  void GoOnFrom(const StreamingPlan& plan);
  void LetExecutorsGo();
  void PublishSoon();
  void PublishStatus(absl::Time now);
  void ArmTimer(absl::Time now);

  // Constant after construction.
  const DriverIdentity identity_;
  const DriverSettings settings_;
  const DriverOutside outside_;

  History history_;  // Begins with what former lives have told.
  ExecutorRoster roster_;
  BlockMaster blocks_;
  BlockReports reports_;
  Scheduler scheduler_;
  JobCalls calls_;
  ReceiverPlacement placement_;
  Departures departures_;
  RunTable runs_;
  ApplicationEnd end_;

  std::optional<v1::GoOn> go_on_;  // What executors may go on with; none before the first run.
  absl::Time armed_for_ = absl::InfiniteFuture();
  absl::Time last_published_ = absl::InfinitePast();
  bool status_changed_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_DRIVER_ACTOR_H_
