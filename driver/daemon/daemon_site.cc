#include "driver/daemon/daemon_site.h"

#include <utility>

#include "common/base/status.h"
#include "common/observe/logging.h"
#include "driver/web/page_files.h"

namespace sluice {
namespace {

constexpr char kListen[] = "127.0.0.1:8080";

absl::StatusOr<std::unique_ptr<HttpServer>> ServeAt(const std::string& listen, HttpHandler& handler) {
  if (!listen.empty()) return HttpServer::Start({.listen = listen}, handler);
  auto server = HttpServer::StartNear({.listen = kListen}, handler);
  if (server.ok() && (*server)->address() != kListen) {
    LogInfo("daemon", kListen, " is taken: the page is on ", (*server)->address());
  }
  return server;
}

}  // namespace

DaemonSite::DaemonSite(Runtime& runtime, std::shared_ptr<Postbox> postbox, ClusterHost& host,
                       ApplicationLinks& applications, const Metrics& metrics, const std::string& event_logs)
    : metrics_(metrics),
      questions_(*postbox, applications),
      ended_(runtime, postbox, event_logs),
      cluster_(
          host, runtime.clock(), metrics,
          [this](const ApplicationId& id, const PageQuestion& question, PageAnswered answered) {
            questions_.Ask(id, question, std::move(answered));
          },
          [this](const ApplicationId& id, const PageQuestion& question, absl::Time ended, PageAnswered answered) {
            ended_.Ask(id, question, {.ended = ended, .has_logs = true}, std::move(answered));
          }),
      site_(std::move(postbox), runtime.clock(), cluster_, PageFiles()) {}

absl::Status DaemonSite::Listen(const std::string& web_listen, const std::string& metrics_listen) {
  auto metrics_server = MetricsServer::Start(metrics_listen, metrics_);
  if (!metrics_server.ok()) return Annotate(metrics_server.status(), "listen for metrics");
  metrics_server_ = *std::move(metrics_server);
  auto web_server = ServeAt(web_listen, site_);
  if (!web_server.ok()) return Annotate(web_server.status(), "listen for browsers");
  web_server_ = *std::move(web_server);
  cluster_.SetAddress(address());
  return absl::OkStatus();
}

}  // namespace sluice
