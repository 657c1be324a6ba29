#ifndef SLUICE_DRIVER_DAEMON_APPLICATION_LINKS_H_
#define SLUICE_DRIVER_DAEMON_APPLICATION_LINKS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "driver/daemon/application_session.h"
#include "proto/application.pb.h"

namespace sluice {

// What goes between the daemon and the drivers of applications: the link of one that runs and has announced itself,
// what it said last, and what users could not be told by way of it. Not thread-safe.
class ApplicationLinks {
 public:
  static constexpr size_t kNoticesMax = 1000;  // More of one application are dropped.

  void Announce(const ApplicationId& id, std::shared_ptr<ApplicationSession> session);
  // Its driver has ended: what it said last stays.
  void EndDriver(const ApplicationId& id);
  void Forget(const ApplicationId& id) { applications_.erase(id); }

  // False: it has not announced itself, or its link is closed.
  bool Send(const ApplicationId& id, const v1::DaemonToApplication& message);
  void SendHeartbeats();
  // The driver prints it, where who follows the application sees it; without a driver Notices has it.
  void Notify(const ApplicationId& id, const std::string& text);
  // From the `from`-th on.
  std::vector<std::string> Notices(const ApplicationId& id, size_t from) const;

  void SetStatus(const ApplicationId& id, const v1::ApplicationStatus& status) { applications_[id].status = status; }
  // What its driver said last, empty if it said nothing yet. Null: it has not had a link.
  const v1::ApplicationStatus* StatusOf(const ApplicationId& id) const;

 private:
  struct Application {
    std::shared_ptr<ApplicationSession> session;
    v1::ApplicationStatus status;
    std::vector<std::string> notices;
  };

  std::map<ApplicationId, Application> applications_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_APPLICATION_LINKS_H_
