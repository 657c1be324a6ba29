#include "tools/history/history_site.h"

#include <utility>

#include "common/base/status.h"
#include "driver/web/page_answers.h"
#include "driver/web/page_files.h"

namespace sluice {

HistorySite::HistorySite(Runtime& runtime, EventLogPlace& place, const std::string& folder)
    : answers_(runtime.clock(), place, folder),
      mailbox_(runtime.NewMailbox("history")),
      postbox_(std::make_shared<Postbox>(*mailbox_)),
      site_(postbox_, runtime.clock(), *this, PageFiles()) {
  site_.SetReady();
}

HistorySite::~HistorySite() {
  postbox_->Close();
  mailbox_.reset();
}

void HistorySite::Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) {
  site_.Handle(std::move(request), std::move(responder));
}

std::vector<ListedApplication> HistorySite::Applications() { return std::exchange(listed_, {}); }

void HistorySite::Ask(const ApplicationId& id, const PageQuestion& question, PageAnswered answered) {
  answered(answers_.AnswerTo(id, question, {}));
}

// A folder that cannot be read is no empty one.
bool HistorySite::Serve(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder) {
  if (request.method != "GET" || request.path != Site::kApplications) return false;
  absl::StatusOr<std::vector<ListedApplication>> found = answers_.All();
  if (!found.ok()) {
    responder->Answer(ToHttp(PageError(found.status())));
    return true;
  }
  listed_ = *std::move(found);
  return false;
}

}  // namespace sluice
