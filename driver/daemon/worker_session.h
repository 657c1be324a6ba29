#ifndef SLUICE_DRIVER_DAEMON_WORKER_SESSION_H_
#define SLUICE_DRIVER_DAEMON_WORKER_SESSION_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "common/clock/clock.h"
#include "common/net/session.h"
#include "driver/daemon/cluster.h"
#include "driver/serve/cluster_host.h"
#include "proto/membership.pb.h"

namespace sluice {

class WorkerSession;

// What workers tell; the daemon implements it. Called in its mailbox.
class WorkerEvents {
 public:
  virtual ~WorkerEvents() = default;
  virtual void OnJoined(std::shared_ptr<WorkerSession> session, const std::vector<RunningExecutor>& running) = 0;
  virtual void OnLeaving(const WorkerSession& session) = 0;
  virtual void OnLost(const WorkerSession& session, const absl::Status& reason) = 0;
  virtual void OnExecutorStarted(const v1::ExecutorStarted& started) = 0;
  virtual void OnExecutorExited(const v1::ExecutorExited& exited) = 0;
};

// The driver's end of /sluice.v1.Membership/Join. Used in the daemon's mailbox only.
class WorkerSession : public Session, public std::enable_shared_from_this<WorkerSession> {
 public:
  using OnLog = std::function<void(absl::StatusOr<LogPiece>)>;

  WorkerSession(WorkerEvents& events, Clock& clock, std::shared_ptr<Link> link)
      : events_(events), clock_(clock), link_(std::move(link)) {}

  void OnFrame(Frame frame) override;
  void OnClosed(const absl::Status& reason) override;

  const WorkerSpec& worker() const { return worker_; }
  const v1::Register& registration() const { return registration_; }
  absl::Duration Silence() const { return clock_.Now() - last_heard_; }

  void Send(const v1::DriverToWorker& message);  // Empty: a heartbeat. A full or closed link ends the session.
  void ReadLog(const LogPlace& place, int64_t offset, OnLog done);
  void Close(const absl::Status& reason) { link_->Close(reason); }

 private:
  absl::Status Receive(const v1::WorkerToDriver& message, const Frame& frame);
  absl::Status Admit(const v1::Register& registration);
  void TakeLog(const v1::LogChunk& chunk, const Frame& frame);

  WorkerEvents& events_;
  Clock& clock_;
  const std::shared_ptr<Link> link_;
  v1::Register registration_;  // Empty until the worker has sent it.
  WorkerSpec worker_;
  absl::Time last_heard_ = absl::InfinitePast();
  uint64_t last_request_ = 0;
  std::map<uint64_t, OnLog> log_requests_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_WORKER_SESSION_H_
