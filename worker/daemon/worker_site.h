#ifndef SLUICE_WORKER_DAEMON_WORKER_SITE_H_
#define SLUICE_WORKER_DAEMON_WORKER_SITE_H_

#include <memory>
#include <string>

#include "common/actor/postbox.h"
#include "common/http/http_server.h"
#include "common/observe/metrics.h"
#include "worker/daemon/hosted_executors.h"

namespace sluice {

// What a worker daemon serves over HTTP:
//   GET /metrics               its own figures, for Prometheus
//   GET /metrics/APP/EXECUTOR  those of an executor that runs here: it is asked
//   GET /healthz               the process is there
class WorkerSite : public HttpHandler {
 public:
  // `metrics` and `hosted` outlive it; `hosted` is used in the mailbox of `postbox` only.
  WorkerSite(std::shared_ptr<Postbox> postbox, const Metrics& metrics, HostedExecutors& hosted)
      : postbox_(std::move(postbox)), metrics_(metrics), hosted_(hosted) {}

  // Once. Errors say what is wrong with the address.
  absl::Status Listen(const std::string& listen);
  // With the port that was really taken. REQUIRES: it listens.
  const std::string& address() const { return server_->address(); }

  void Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) override;

 private:
  const std::shared_ptr<Postbox> postbox_;
  const Metrics& metrics_;
  HostedExecutors& hosted_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_WORKER_SITE_H_
