#ifndef SLUICE_ROLE_DAEMON_LINK_H_
#define SLUICE_ROLE_DAEMON_LINK_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/actor/backoff.h"
#include "common/actor/runtime.h"
#include "common/net/session.h"
#include "proto/application.pb.h"

namespace sluice {

struct DaemonLinkOptions {
  std::string daemon;       // host:port of the driver daemon.
  std::string application;  // Its id.
  std::string address;      // Where executors attach.
  absl::Duration status_interval = absl::Milliseconds(500);
};

// Keeps an application driver in touch with the daemon that started it (proto/application.proto): announces it, shows
// its status, passes on what the daemon wants. Comes back when the link breaks; thread-safe.
class DaemonLink {
 public:
  struct Handler {
    std::function<v1::ApplicationStatus()> status;         // What to show now; quick.
    std::function<void(const v1::StopApplication&)> stop;  // May not block.
    std::function<void(const absl::Status&)> refused;      // The daemon does not want this application.
  };
  DaemonLink(Runtime& runtime, Transport& transport, DaemonLinkOptions options, Handler handler);
  ~DaemonLink();

  // Tells the daemon the last status, and that the application has ended; last. Bounded in time.
  void Finish();

 private:
  class SuperviseSession;
  void Connect();
  void OnFrame(const Frame& frame);
  void OnClosed(const absl::Status& status);
  void SendStatus();
  void KeepSendingStatus();
  void Send(const v1::ApplicationToDaemon& message);

  // Constant after construction.
  Runtime& runtime_;
  Transport& transport_;
  const DaemonLinkOptions options_;
  const Handler handler_;
  const std::shared_ptr<Event> gone_;  // The last link has told that it is closed: nobody calls us any more.

  // Touched from the mailbox only.
  Backoff backoff_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<Session> session_;
  bool announced_ = false;
  bool finished_ = false;

  const std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;  // The link may tell something after the end.
};

}  // namespace sluice

#endif  // SLUICE_ROLE_DAEMON_LINK_H_
