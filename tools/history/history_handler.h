#ifndef SLUICE_TOOLS_HISTORY_HISTORY_HANDLER_H_
#define SLUICE_TOOLS_HISTORY_HISTORY_HANDLER_H_

#include <memory>
#include <string>

#include "common/actor/runtime.h"
#include "common/http/http_handler.h"
#include "driver/pages/page_question.h"
#include "tools/history/logged_applications.h"

namespace sluice {

// Answers of applications whose event logs are in a folder what a driver daemon answers of those that run, on a thread
// of its own. One whose log does not say that it has ended in order is one that runs.
class HistoryHandler : public HttpHandler {
 public:
  // Both outlive it.
  HistoryHandler(Runtime& runtime, EventLogPlace& place, const std::string& folder);

  void Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) override;

 private:
  PageAnswer AnswerTo(const PageQuestion& question);
  PageAnswer AnswerToAll(const PageQuestion& question);

  Runtime& runtime_;
  LoggedApplications applications_;  // Our mailbox uses it.
  const std::unique_ptr<Mailbox> mailbox_;
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_HISTORY_HISTORY_HANDLER_H_
