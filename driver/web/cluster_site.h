#ifndef SLUICE_DRIVER_WEB_CLUSTER_SITE_H_
#define SLUICE_DRIVER_WEB_CLUSTER_SITE_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/user_name.h"
#include "common/clock/clock.h"
#include "common/observe/metrics.h"
#include "driver/serve/cluster_host.h"
#include "driver/web/site_host.h"

namespace sluice {

// What the driver daemon serves besides the answers of applications:
//   GET  /api/sluice/v1/cluster                       the cluster
//   GET  /api/sluice/v1/applications/ID/logs          ?executor=N&stream=err&offset=N: a piece of what it printed;
//   headers
//                                                     x-sluice-next-offset, x-sluice-running
//   GET  /api/sluice/v1/applications/ID/logs/search   the same with &words=W&direction=next or previous: where they are
//   POST /api/sluice/v1/workers/ID/drain, .../undrain
//   GET  /metrics, /metrics/targets                   its figures, and where those of others are
// Used in its mailbox only.
class ClusterSite : public SiteHost {
 public:
  // Asks the driver of an application that has not ended.
  using AskApplication = std::function<void(const ApplicationId&, const PageQuestion&, PageAnswered)>;
  // Asks what is left of one that ended then.
  using AskEnded = std::function<void(const ApplicationId&, const PageQuestion&, absl::Time ended, PageAnswered)>;

  ClusterSite(ClusterHost& host, Clock& clock, const Metrics& metrics, AskApplication ask, AskEnded ask_ended)
      : host_(host), clock_(clock), metrics_(metrics), ask_(std::move(ask)), ask_ended_(std::move(ask_ended)) {}
  // Where it is served; before the first request.
  void SetAddress(std::string address) { address_ = std::move(address); }

  std::vector<ListedApplication> Applications() override;
  void Ask(const ApplicationId& id, const PageQuestion& question, PageAnswered answered) override;
  bool Serve(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder) override;

 private:
  bool ServeGet(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder);
  HttpResponse SetDrained(const HttpRequest& request, const std::string& worker, bool drained);
  void ReadLog(const ApplicationId& id, const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder);
  void SearchIn(const ApplicationId& id, const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder);

  ClusterHost& host_;
  Clock& clock_;
  const Metrics& metrics_;
  const AskApplication ask_;
  const AskEnded ask_ended_;
  const std::string user_ = UserName();  // Applications run as this one.
  std::string address_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_CLUSTER_SITE_H_
