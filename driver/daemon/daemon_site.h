#ifndef SLUICE_DRIVER_DAEMON_DAEMON_SITE_H_
#define SLUICE_DRIVER_DAEMON_DAEMON_SITE_H_

#include <memory>
#include <string>

#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "common/http/http_server.h"
#include "common/observe/metrics.h"
#include "driver/daemon/application_questions.h"
#include "driver/ended/ended_applications.h"
#include "driver/web/cluster_site.h"
#include "driver/web/site.h"

namespace sluice {

// What others see of the daemon over HTTP: its page with all that can be asked, and its metrics at an address of their
// own.
class DaemonSite {
 public:
  // All but `postbox` and `event_logs`, where those of ended applications are, outlive it; of what is posted nothing
  // runs once it is gone.
  DaemonSite(Runtime& runtime, std::shared_ptr<Postbox> postbox, ClusterHost& host, ApplicationLinks& applications,
             const Metrics& metrics, const std::string& event_logs);

  // Without `web_listen` it is 127.0.0.1:8080, or the next of sixteen ports that is free. Errors name what is taken.
  absl::Status Listen(const std::string& web_listen, const std::string& metrics_listen);
  // What is asked before hears that the daemon is starting.
  void SetReady() { site_.SetReady(); }
  // Nobody is answered any more.
  void Close() { web_server_ = nullptr; }

  const std::string& address() const { return web_server_->address(); }
  const std::string& metrics_address() const { return metrics_server_->address(); }
  ApplicationQuestions& questions() { return questions_; }

 private:
  const Metrics& metrics_;
  ApplicationQuestions questions_;
  EndedApplications ended_;
  ClusterSite cluster_;
  Site site_;
  std::unique_ptr<MetricsServer> metrics_server_;
  std::unique_ptr<HttpServer> web_server_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_DAEMON_SITE_H_
