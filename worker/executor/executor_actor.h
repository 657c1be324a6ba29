#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_ACTOR_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_ACTOR_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "common/actor/runtime.h"
#include "common/net/transport.h"
#include "worker/executor/attachment.h"
#include "worker/executor/block_inventory.h"
#include "worker/executor/driver_connection.h"
#include "worker/executor/executor_end.h"
#include "worker/executor/executor_mailboxes.h"
#include "worker/executor/executor_options.h"
#include "worker/executor/executor_storage.h"
#include "worker/executor/output_taker.h"
#include "worker/executor/peer_traffic.h"
#include "worker/executor/receiver_supervisor.h"
#include "worker/executor/report_outbox.h"
#include "worker/replica/block_server.h"
#include "worker/task/broadcast_fetcher.h"
#include "worker/task/task_runner.h"

namespace sluice {

// The mailbox behind Executor: what the driver orders, what receivers, tasks and peers bring, and the time. Everything
// slow happens elsewhere (slots, receivers' threads, the disk's mailbox) and comes back as a task in this mailbox.
class ExecutorActor {
 public:
  ExecutorActor(Runtime& runtime, Transport& transport, ExecutorOptions options);
  ~ExecutorActor();

  // As Executor promises; thread-safe.
  absl::Status Start();
  void SetDriver(DriverPlace place);
  void Drain(absl::Duration limit);
  void Shutdown();
  std::optional<absl::Status> Wait(absl::Duration limit);
  void FailTaskAndEnd(TaskId task, std::string why);
  bool has_stuck_tasks() const { return has_stuck_tasks_; }
  std::string block_address() const { return listener_->address(); }
  BlockStoreUsage usage() const { return storage_.blocks().usage(); }

 private:
  // In haste it does not take all the time that its work needs to move away.
  enum class Leave { kNo, kAtLeisure, kInHaste };

  // All below runs in the mailbox.
  void Send(Frame frame);
  void SendAttach();
  void Flush();
  void OnFrame(const Frame& frame);
  void OnClosed(const absl::Status& reason);
  void OnTime();
  void StopLateTasks();
  void Perform(const Attachment::Actions& actions);
  void ScheduleTime();

  void OnAttached(DriverLife life, const v1::Attached& attached);
  void EnterLife();
  void OnWork(const v1::Work& work, const Buffers& body);
  void OnBroadcasts(const v1::Work& work, const Buffers& body);
  void Launch(const v1::LaunchTask& launch);
  void Free(const v1::Work& work);

  void OnCopy(const HeldBlock& copy);
  void OnResult(AttemptResult result);
  void EndIfNobodyWaits();
  void End(const absl::Status& why);
  v1::ExecutorMetrics Metrics() const;
  absl::Time Now() const { return runtime_.clock().Now(); }

  // Constant after construction or Start.
  Runtime& runtime_;
  Transport& transport_;
  const ExecutorOptions options_;
  std::unique_ptr<Listener> listener_;

  // Thread-safe.
  ExecutorStorage storage_;
  ExecutorEnd end_;
  std::atomic<bool> has_stuck_tasks_{false};

  // Destroyed first of what follows by ~ExecutorActor, in the right order.
  ExecutorMailboxes mailboxes_;
  BlockServer server_;

  // Of the mailbox.
  BlockInventory inventory_;
  ReportOutbox outbox_;
  PeerTraffic peers_;
  OutputTaker taker_;
  BroadcastFetcher broadcasts_;
  std::unique_ptr<TaskRunner> tasks_;
  std::unique_ptr<ReceiverSupervisor> receivers_;
  Attachment attachment_;
  DriverConnection driver_;
  uint64_t timer_number_ = 0;  // Older timers are dropped.
  Leave leaves_ = Leave::kNo;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_ACTOR_H_
