#ifndef SLUICE_WORKER_DAEMON_HOSTED_EXECUTORS_H_
#define SLUICE_WORKER_DAEMON_HOSTED_EXECUTORS_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "common/net/session.h"
#include "common/process/process_record.h"
#include "proto/host.pb.h"

namespace sluice {

// The worker's end of the conversations /sluice.v1.Worker/Host: which executors of this machine have called, where
// their application drivers are, which of them leave, what their figures are, and how they are about to end. Late news
// of a place changes nothing. Used in the daemon's mailbox only.
class HostedExecutors {
 public:
  using Name = std::pair<ApplicationId, ExecutorId>;

  // `runs_here`: whether this worker has started such an executor.
  explicit HostedExecutors(std::function<bool(const Name&)> runs_here) : runs_here_(std::move(runs_here)) {}

  // An executor calls. This outlives the session.
  std::shared_ptr<Session> Accept(std::shared_ptr<Link> link);
  // It is told to hand over what it has and to end, now or when it calls. Also before it has called for the first time.
  void Leave(const Name& name);
  // It has ended.
  void Forget(const Name& name) { leaving_.erase(name); }
  // Its executors are told.
  void SetPlace(const v1::DriverPlace& place);
  // How one has ended that was `seen` to end so: as it has said, if nobody knows. What it has said is forgotten.
  ChildExit TakeExit(const Name& name, const ChildExit& seen);
  // Asks one for what it tells Prometheus. NOT_FOUND: it is not here, or has not called. UNAVAILABLE: it is gone before
  // it has answered. `told` may never be called by one that hangs; RESOURCE_EXHAUSTED if too many wait for that.
  using MetricsTold = std::function<void(absl::StatusOr<std::string>)>;
  void AskMetrics(const Name& name, MetricsTold told);
  // It has no executors here any more.
  void Forget(const ApplicationId& application);

 private:
  class HostSession;
  absl::Status Add(const v1::Hosted& hosted, const std::shared_ptr<Link>& link);
  static void Send(const std::shared_ptr<Link>& link, const v1::ToHosted& message);
  void Remove(const Name& name, const std::shared_ptr<Link>& link);
  void TellMetrics(const Name& name, const absl::StatusOr<std::string>& text);

  const std::function<bool(const Name&)> runs_here_;
  std::map<ApplicationId, v1::DriverPlace> places_;
  std::map<Name, std::shared_ptr<Link>> links_;
  std::map<Name, int> said_exit_codes_;
  std::set<Name> leaving_;
  std::map<Name, std::vector<MetricsTold>> asked_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_HOSTED_EXECUTORS_H_
