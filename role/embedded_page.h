#ifndef SLUICE_ROLE_EMBEDDED_PAGE_H_
#define SLUICE_ROLE_EMBEDDED_PAGE_H_

#include <memory>

#include "common/actor/runtime.h"
#include "common/http/http_server.h"
#include "driver/web/site.h"
#include "role/watched_application.h"

namespace sluice {

// The page of a program that runs in one process, served to this machine alone.
class EmbeddedPage : public SiteHost {
 public:
  // `application` outlives it. INVALID_ARGUMENT: the settings make no sense. Null: no page is wanted, or there is no
  // place for it, which does not keep the program from running; the log says so, or where it is.
  static absl::StatusOr<std::unique_ptr<EmbeddedPage>> Open(const Conf& conf, const WatchedApplication& application);
  ~EmbeddedPage() override;

  const std::string& address() const { return server_->address(); }

  std::vector<ListedApplication> Applications() override;
  void Ask(const ApplicationId& id, const PageQuestion& question, PageAnswered answered) override;
  bool Serve(const HttpRequest&, const std::shared_ptr<HttpResponder>&) override { return false; }

 private:
  explicit EmbeddedPage(const WatchedApplication& application);

  const WatchedApplication& application_;
  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;
  Site site_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace sluice

#endif  // SLUICE_ROLE_EMBEDDED_PAGE_H_
