#ifndef SLUICE_DRIVER_DAEMON_WORKER_LINKS_H_
#define SLUICE_DRIVER_DAEMON_WORKER_LINKS_H_

#include <map>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "driver/daemon/placement.h"
#include "driver/daemon/worker_session.h"

namespace sluice {

// The workers that are connected, one session each, and on which worker every executor was started: that one has its
// logs, also when the executor has ended. Not thread-safe.
class WorkerLinks {
 public:
  // A worker that opens another link has its former one closed.
  void Join(std::shared_ptr<WorkerSession> session, const std::vector<RunningExecutor>& running);
  // False: the worker has another link already, or was lost before.
  bool Lose(const WorkerSession& session);

  // False: the worker is lost, which the cluster has heard or is about to.
  bool Send(const WorkerId& worker, const v1::DriverToWorker& message);
  void SendHeartbeats();
  std::vector<std::shared_ptr<WorkerSession>> SilentFor(absl::Duration silence) const;

  void NoteExecutor(const ExecutorKey& executor, const WorkerId& worker) { executor_workers_[executor] = worker; }
  void ForgetExecutors(const ApplicationId& application);
  // `done` is called once, perhaps before this returns. NOT_FOUND: no such executor was started. UNAVAILABLE: its
  // worker is not connected; which one that is, a daemon hears when it comes back to it. REQUIRES: the place is an
  // executor's.
  void ReadLog(const LogPlace& place, bool was_started, int64_t offset, const WorkerSession::OnLog& done) const;

  const std::map<WorkerId, std::shared_ptr<WorkerSession>>& sessions() const { return sessions_; }

 private:
  std::map<WorkerId, std::shared_ptr<WorkerSession>> sessions_;
  std::map<ExecutorKey, WorkerId> executor_workers_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_WORKER_LINKS_H_
