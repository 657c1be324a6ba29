#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_ACTOR_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_ACTOR_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "common/net/transport.h"
#include "engine/exchange/spill/scratch_space.h"
#include "state/store/state_stores.h"
#include "worker/block/block_store.h"
#include "worker/executor/attachment.h"
#include "worker/executor/executor_options.h"
#include "worker/executor/holdings.h"
#include "worker/executor/receiver_supervisor.h"
#include "worker/executor/report_outbox.h"
#include "worker/replica/block_server.h"
#include "worker/replica/peer_links.h"
#include "worker/replica/replicator.h"
#include "worker/task/block_fetcher.h"
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
  void Drain(absl::Duration limit);
  void Shutdown();
  std::optional<absl::Status> Wait(absl::Duration limit);
  void FailTaskAndEnd(TaskId task, std::string why);
  bool has_stuck_tasks() const { return has_stuck_tasks_; }
  std::string block_address() const { return listener_->address(); }
  BlockStoreUsage usage() const { return store_.usage(); }

 private:
  // All below runs in the mailbox.
  void Connect();
  void HangUp(const absl::Status& why);
  void Send(Frame frame);
  void SendAttach();
  void Flush();
  void OnFrame(uint64_t link, const Frame& frame);
  void OnClosed(uint64_t link, const absl::Status& reason);
  void OnTime();
  void StopLateTasks();
  void Perform(const Attachment::Actions& actions);
  void ScheduleTime();

  void OnAttached(DriverLife life, const v1::Attached& attached);
  void EnterLife();
  void OnWork(const v1::Work& work, const Buffers& body);
  void OnBroadcasts(const v1::Work& work, const Buffers& body);
  void OnPeers(const v1::PeerUpdate& update);
  void Launch(const v1::LaunchTask& launch);
  void Free(const v1::Work& work);
  void Copy(const v1::Work& work);

  void OnCopy(const InputCopy& copy, int64_t bytes);
  void OnResult(AttemptResult result);
  void EndIfNobodyWaits();
  void End(const absl::Status& why);
  v1::ExecutorMetrics Metrics() const;
  absl::Time Now() const { return runtime_.clock().Now(); }

  // Constant after construction or Start.
  Runtime& runtime_;
  Transport& transport_;
  const ExecutorOptions options_;
  const std::shared_ptr<Event> ended_;
  std::unique_ptr<Listener> listener_;

  // Thread-safe.
  BlockStore store_;
  StateStores state_stores_;
  ScratchSpace scratch_;
  Mutex end_mu_;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(end_mu_);  // Why it ended.
  std::atomic<bool> has_stuck_tasks_{false};

  // Destroyed first of what follows by ~ExecutorActor, in the right order.
  std::unique_ptr<Mailbox> disk_mailbox_;
  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> disk_;
  const std::shared_ptr<Postbox> postbox_;
  BlockServer server_;

  // Of the mailbox.
  Holdings holdings_;
  ReportOutbox outbox_;
  PeerLinks links_;
  Replicator replicator_;
  BlockFetcher fetcher_;
  BroadcastFetcher broadcasts_;
  std::unique_ptr<TaskRunner> tasks_;
  std::unique_ptr<ReceiverSupervisor> receivers_;
  Attachment attachment_;
  std::shared_ptr<Link> link_;  // To the driver.
  uint64_t link_number_ = 0;    // News of an older link are ignored.
  uint64_t timer_number_ = 0;   // So are older timers.
  bool draining_ = false;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_ACTOR_H_
