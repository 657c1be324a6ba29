#ifndef SLUICE_WORKER_EXECUTOR_HOST_LINK_H_
#define SLUICE_WORKER_EXECUTOR_HOST_LINK_H_

#include <functional>
#include <memory>
#include <string>

#include "common/actor/backoff.h"
#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "common/base/ids.h"
#include "common/net/session.h"
#include "worker/executor/driver_place.h"

namespace sluice {

// Keeps an executor in touch with the worker daemon that started it (proto/host.proto), which tells where its
// application driver is. Comes back when the link breaks. Thread-safe.
class HostLink {
 public:
  struct Options {
    std::string daemon;  // host:port of the worker daemon.
    ApplicationId application;
    ExecutorId executor;
  };
  // `on_place` may not block. `runtime` and `transport` outlive it.
  HostLink(Runtime& runtime, Transport& transport, Options options, std::function<void(DriverPlace)> on_place);
  ~HostLink();  // Nobody is told anything after it.

 private:
  class HostSession;
  void Connect();
  void OnFrame(const Frame& frame);
  void OnClosed(const absl::Status& reason);

  // Constant after construction.
  Transport& transport_;
  const Options options_;
  const std::function<void(DriverPlace)> on_place_;

  // Touched from the mailbox only.
  Backoff backoff_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<Session> session_;

  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_HOST_LINK_H_
