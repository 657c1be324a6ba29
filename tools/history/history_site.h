#ifndef SLUICE_TOOLS_HISTORY_HISTORY_SITE_H_
#define SLUICE_TOOLS_HISTORY_HISTORY_SITE_H_

#include <memory>
#include <string>
#include <vector>

#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "driver/ended/ended_answers.h"
#include "driver/web/site.h"

namespace sluice {

// The page and the REST of applications whose event logs are in a folder, as a driver daemon serves them of those that
// run, on a thread of its own. Thread-safe.
class HistorySite : public HttpHandler, private SiteHost {
 public:
  // Both outlive it, and a server that it is given to does not.
  HistorySite(Runtime& runtime, EventLogPlace& place, const std::string& folder);
  ~HistorySite() override;

  void Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) override;

 private:
  std::vector<ListedApplication> Applications() override;
  void Ask(const ApplicationId& id, const PageQuestion& question, PageAnswered answered) override;
  bool Serve(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder) override;

  // Used in our mailbox only.
  EndedAnswers answers_;
  std::vector<ListedApplication> listed_;  // What was found when the list was asked for.

  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;
  Site site_;
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_HISTORY_HISTORY_SITE_H_
