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
#include "common/process/daemon_address.h"
#include "common/settings/executor.h"
#include "worker/executor/driver_place.h"

namespace sluice {

// Keeps an executor in touch with the worker daemon that started it, or a successor of that, which adopts it
// (proto/host.proto), and tells where its application driver is and when it is to leave. Comes back when the link
// breaks. Thread-safe.
class HostLink {
 public:
  struct Options {
    DaemonAddress daemon;
    ApplicationId application;
    ExecutorId executor;
    absl::Duration grace = settings::kExecutorGrace.fallback;  // It may be without a daemon for so long.
  };
  struct Handler {  // None may block.
    std::function<void(DriverPlace)> on_place;
    std::function<void()> on_leave;        // It is to hand over what it has and to end then; perhaps said again.
    std::function<void()> on_abandoned;    // Once: no daemon has known it for the grace time.
    std::function<std::string()> metrics;  // What Prometheus is told of it.
  };
  // `runtime` and `transport` outlive it.
  HostLink(Runtime& runtime, Transport& transport, Options options, Handler handler);
  ~HostLink();  // Nobody is told anything after it.

  // Tells a daemon that is there how this process is about to end; waits a second at most until it knows.
  void SayEnd(int exit_code);

 private:
  class HostSession;
  void Connect();
  void OnFrame(const Frame& frame);
  void OnClosed(const absl::Status& reason);
  void SayMetrics();
  void BeLost();

  // Constant after construction.
  Runtime& runtime_;
  Transport& transport_;
  const Options options_;
  const Handler handler_;

  // Touched from the mailbox only.
  Backoff backoff_;
  bool is_known_ = false;               // The daemon at the other end of the link has said something.
  int losses_ = 0;                      // So often it was without a daemon.
  std::shared_ptr<Event> end_is_told_;  // Null until it ends.
  std::shared_ptr<Link> link_;
  std::shared_ptr<Session> session_;

  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_HOST_LINK_H_
