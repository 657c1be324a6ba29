#ifndef SLUICE_ROLE_DAEMON_LINK_H_
#define SLUICE_ROLE_DAEMON_LINK_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/actor/backoff.h"
#include "common/actor/runtime.h"
#include "common/base/ids.h"
#include "common/net/session.h"
#include "driver/pages/page_question.h"
#include "proto/application.pb.h"

namespace sluice {

struct DaemonLinkOptions {
  std::function<std::string()> daemon;  // host:port of the driver daemon now: a restarted one may have another.
  std::string application;              // Its id.
  DriverLife life;
  std::string address;  // Where executors attach.
  absl::Duration status_interval = absl::Milliseconds(500);
  absl::Duration grace = absl::Minutes(1);  // The application goes on for so long without a daemon.
};

// Keeps an application driver in touch with the driver daemon (proto/application.proto): announces it, shows its
// status, passes on what the daemon wants. When the link breaks, the daemon perhaps with it, the application goes on
// and comes back to whoever is the daemon then. Thread-safe.
class DaemonLink {
 public:
  struct Handler {
    std::function<v1::ApplicationStatus()> status;         // What to show now; quick.
    std::function<void(const v1::StopApplication&)> stop;  // May not block.
    // Somebody who watches asks: `answered` may be called from any thread, later. May not block.
    std::function<void(PageQuestion question, std::function<void(PageAnswer)> answered)> ask;
    // Nobody wants this application: the daemon refuses it, or has been away for the grace. Graceful: in order. May not
    // block.
    std::function<void(bool graceful, const absl::Status& why)> abandoned;
  };
  DaemonLink(Runtime& runtime, Transport& transport, DaemonLinkOptions options, Handler handler);
  ~DaemonLink();

  // Tells the daemon what there is to show at last, and that the application has ended, its process as well in a moment
  // with `exit_code`; waits for a daemon that is away as long as its grace lasts. The first call counts. No handler is
  // called afterwards. An error: the application was abandoned, and why.
  absl::Status Finish(int exit_code);

 private:
  class SuperviseSession;
  void Connect();
  void OnFrame(const Frame& frame);
  void OnAnnounced();
  void OnClosed(const absl::Status& status);
  void Tick();
  void SendStatus();
  void Ask(const v1::AskApplication& question);
  void SayFinished();
  void Abandon(bool graceful, const absl::Status& why);
  void End();
  void Send(const v1::ApplicationToDaemon& message, Buffers body = {});

  // Constant after construction.
  Runtime& runtime_;
  Transport& transport_;
  const DaemonLinkOptions options_;
  const Handler handler_;
  const std::shared_ptr<Event> ended_;

  // Touched from the mailbox only; why_abandoned_ also when ended_ is set, from then on it stays.
  Backoff backoff_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<Session> session_;
  bool announced_ = false;
  absl::Time last_announced_;  // Or the link was made.
  bool finishing_ = false;
  int exit_code_ = 0;  // Once it is finishing.
  bool has_ended_ = false;
  absl::Status last_error_;
  absl::Status why_abandoned_;

  const std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;  // The link may tell something after the end.
};

}  // namespace sluice

#endif  // SLUICE_ROLE_DAEMON_LINK_H_
