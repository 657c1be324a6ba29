#ifndef SLUICE_DRIVER_SERVE_DRAIN_SESSION_H_
#define SLUICE_DRIVER_SERVE_DRAIN_SESSION_H_

#include <memory>
#include <string>
#include <utility>

#include "driver/serve/cluster_host.h"
#include "driver/serve/request_session.h"

namespace sluice {

// Drains a worker, and says how far it is each time that changes, until it is drained. When the client goes away the
// worker is drained all the same.
class DrainSession : public RequestSession<v1::DrainRequest>, public std::enable_shared_from_this<DrainSession> {
 public:
  // A worker that is not here may have a daemon, or this be one, that was restarted.
  static constexpr absl::Duration kAbsenceMax = absl::Seconds(10);
  static constexpr absl::Duration kLookEvery = absl::Milliseconds(200);

  DrainSession(ClusterHost& host, Mailbox& mailbox, std::shared_ptr<Link> link)
      : RequestSession(std::move(link)), host_(host), mailbox_(mailbox) {}

 private:
  absl::Status Answer(const v1::DrainRequest& request) override;
  void Report();
  void Tell(const v1::DrainStatus& status);

  ClusterHost& host_;
  Mailbox& mailbox_;
  std::string worker_;
  std::string last_news_;
  absl::Duration absent_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SERVE_DRAIN_SESSION_H_
