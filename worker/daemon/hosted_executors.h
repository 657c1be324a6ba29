#ifndef SLUICE_WORKER_DAEMON_HOSTED_EXECUTORS_H_
#define SLUICE_WORKER_DAEMON_HOSTED_EXECUTORS_H_

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "common/base/ids.h"
#include "common/net/session.h"
#include "proto/host.pb.h"

namespace sluice {

// The worker's end of the conversations /sluice.v1.Worker/Host: which executors of this machine have called, and where
// their application drivers are. Late news of a place changes nothing. Used in the daemon's mailbox only.
class HostedExecutors {
 public:
  using Name = std::pair<ApplicationId, ExecutorId>;

  // `runs_here`: whether this worker has started such an executor.
  explicit HostedExecutors(std::function<bool(const Name&)> runs_here) : runs_here_(std::move(runs_here)) {}

  // An executor calls. This outlives the session.
  std::shared_ptr<Session> Accept(std::shared_ptr<Link> link);
  // Its executors are told.
  void SetPlace(const v1::DriverPlace& place);
  // It has no executors here any more.
  void Forget(const ApplicationId& application);

 private:
  class HostSession;
  absl::Status Add(const v1::Hosted& hosted, const std::shared_ptr<Link>& link);
  void Remove(const Name& name, const std::shared_ptr<Link>& link);

  const std::function<bool(const Name&)> runs_here_;
  std::map<ApplicationId, v1::DriverPlace> places_;
  std::map<Name, std::shared_ptr<Link>> links_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_HOSTED_EXECUTORS_H_
