#ifndef SLUICE_DRIVER_WEB_SITE_H_
#define SLUICE_DRIVER_WEB_SITE_H_

#include <atomic>
#include <memory>
#include <span>
#include <string>

#include "common/actor/postbox.h"
#include "common/clock/clock.h"
#include "common/http/http_handler.h"
#include "driver/web/live_feed.h"
#include "driver/web/page_file.h"
#include "driver/web/site_host.h"
#include "driver/web/static_files.h"

namespace sluice {

// Everything there is to ask over HTTP:
//   /, /cluster, /applications/...       the page; its files are below /static/
//   /healthz, /readyz                    whether the process is there, and whether it has begun
//   /api/v1/applications                 as Spark lists them
//   /api/v1/applications/ID...           what that application answers
//   /api/sluice/v1/applications/ID...    the same; at .../live its changes as they come
// and what its host serves besides. A GET changes nothing. Lives as long as its server and the mailbox behind
// `postbox`.
class Site : public HttpHandler {
 public:
  static constexpr char kApplications[] = "/api/v1/applications";

  // `clock` says what the date is.
  Site(std::shared_ptr<Postbox> postbox, Clock& clock, SiteHost& host, std::span<const PageFile> files);

  void Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) override;
  // From now on /readyz says so.
  void SetReady() { is_ready_ = true; }

 private:
  void Route(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder);

  const std::shared_ptr<Postbox> postbox_;
  Clock& clock_;
  SiteHost& host_;
  const StaticFiles files_;
  std::atomic<bool> is_ready_ = false;
  LiveFeed live_;  // Used in the mailbox only.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_SITE_H_
