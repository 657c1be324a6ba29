#ifndef SLUICE_DRIVER_WEB_SITE_HOST_H_
#define SLUICE_DRIVER_WEB_SITE_HOST_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/http/http_handler.h"
#include "driver/pages/page_question.h"

namespace sluice {

using PageAnswered = std::function<void(PageAnswer)>;

// What the list of applications has of one.
struct ListedApplication {
  std::string id;
  std::string name;
  std::string user;
  absl::Time started;
  absl::Time ended = absl::InfiniteFuture();  // It runs.
};

// What a site asks the process that serves it. Called in its mailbox only.
class SiteHost {
 public:
  virtual ~SiteHost() = default;
  // Those that can be asked, and those that have ended; newest first.
  virtual std::vector<ListedApplication> Applications() = 0;
  // `answered` is called once, in the mailbox, perhaps before this returns. 404: nobody knows the application; 503: it
  // does not answer now.
  virtual void Ask(const ApplicationId& id, const PageQuestion& question, PageAnswered answered) = 0;
  // Answers what only this host has; false: that is none of it.
  virtual bool Serve(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder) = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_SITE_HOST_H_
