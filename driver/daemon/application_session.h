#ifndef SLUICE_DRIVER_DAEMON_APPLICATION_SESSION_H_
#define SLUICE_DRIVER_DAEMON_APPLICATION_SESSION_H_

#include <memory>
#include <string>

#include "common/base/ids.h"
#include "common/net/session.h"
#include "driver/pages/page_question.h"
#include "proto/application.pb.h"

namespace sluice {

class ApplicationSession;

// What application drivers tell; the daemon implements it. Called in its mailbox.
class ApplicationEvents {
 public:
  virtual ~ApplicationEvents() = default;
  // NOT_FOUND: no such application, or its driver is another process; the link is closed with it.
  virtual absl::Status CanAnnounce(const v1::AnnounceApplication& announce) = 0;
  // Also when it comes back, to this daemon or to a new one.
  virtual void OnAnnounced(std::shared_ptr<ApplicationSession> session, const v1::AnnounceApplication& announce) = 0;
  virtual void OnStatus(const ApplicationId& id, const v1::ApplicationStatus& status) = 0;
  virtual void OnFinished(const ApplicationId& id, int exit_code) = 0;
  virtual void OnAnswer(const ApplicationId& id, uint64_t question, PageAnswer answer) = 0;
};

// The daemon's end of /sluice.v1.Application/Supervise. A lost link changes nothing: whether the driver lives is known
// from its process. Used in the daemon's mailbox only.
class ApplicationSession : public Session, public std::enable_shared_from_this<ApplicationSession> {
 public:
  ApplicationSession(ApplicationEvents& events, std::shared_ptr<Link> link) : events_(events), link_(std::move(link)) {}

  void OnFrame(Frame frame) override;
  void OnClosed(const absl::Status&) override { open_ = false; }

  bool open() const { return open_; }
  // Empty: a heartbeat.
  absl::Status Send(const v1::DaemonToApplication& message) { return link_->Send(ToFrame(message)); }

 private:
  absl::Status Receive(const v1::ApplicationToDaemon& message, const Frame& frame);
  absl::Status Announce(const v1::AnnounceApplication& announce);

  ApplicationEvents& events_;
  const std::shared_ptr<Link> link_;
  ApplicationId application_;  // Empty until announced.
  bool open_ = true;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_APPLICATION_SESSION_H_
