#include "tools/history/history_handler.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"
#include "driver/pages/answer.h"

namespace sluice {
namespace {

// The application that is asked about; empty: all of them, or nothing that is there.
std::string IdIn(const std::vector<std::string>& pieces) {
  const size_t at = pieces.size() > 1 && pieces[1] == "sluice" ? 4 : 3;
  return pieces.size() > at ? pieces[at] : "";
}

bool IsOfSpark(const std::vector<std::string>& pieces) {
  return pieces.size() >= 3 && pieces[0] == "api" && pieces[1] == "v1" && pieces[2] == "applications";
}

ApplicationView ViewOf(const std::string& id, const History& history, absl::Time now) {
  const ApplicationFacts& facts = history.application();
  const ApplicationStarted started = facts.started.value_or(ApplicationStarted());
  ApplicationView view{.id = id,
                       .name = started.name,
                       .user = started.user,
                       .started = started.at,
                       .ended = facts.ended,
                       .now = now,
                       .life = started.life.value(),
                       .history = history};
  for (const auto& [key, value] : started.settings) {
    view.settings.push_back({.key = key, .value = value, .source = SettingView::Source::kSet});
  }
  return view;
}

PageAnswer Failure(const absl::Status& error, const std::vector<std::string>& pieces) {
  const std::string text(error.message());
  if (IsOfSpark(pieces)) return {.status = 500, .content_type = "text/plain", .body = text};
  const nlohmann::json json{{"error", text}};
  return {.status = 500, .body = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace

HistoryHandler::HistoryHandler(Runtime& runtime, EventLogPlace& place, const std::string& folder)
    : runtime_(runtime), applications_(place, folder), mailbox_(runtime.NewMailbox("history")) {}

void HistoryHandler::Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) {
  if (request.method != "GET") {
    return responder->Answer({.status = 405, .body = "nothing can be changed here\n", .headers = {{"allow", "GET"}}});
  }
  PageQuestion question{.path = std::move(request.path), .query = std::move(request.query)};
  mailbox_->Post([this, question = std::move(question), responder = std::move(responder)] {
    PageAnswer answer = AnswerTo(question);
    responder->Answer(
        {.status = answer.status, .content_type = std::move(answer.content_type), .body = std::move(answer.body)});
  });
}

PageAnswer HistoryHandler::AnswerTo(const PageQuestion& question) {
  const std::vector<std::string> pieces = absl::StrSplit(question.path, '/', absl::SkipEmpty());
  if (IsOfSpark(pieces) && pieces.size() == 3) return AnswerToAll(question);
  const absl::StatusOr<std::shared_ptr<const History>> history = applications_.Remembered(IdIn(pieces));
  const absl::Time now = runtime_.clock().CalendarNow();
  if (history.ok()) return Answer(ViewOf(IdIn(pieces), **history, now), question);
  if (absl::IsNotFound(history.status())) return Answer(ViewOf("", History(), now), question);
  return Failure(history.status(), pieces);
}

// Each application answers with the list of itself.
PageAnswer HistoryHandler::AnswerToAll(const PageQuestion& question) {
  const absl::StatusOr<std::vector<std::string>> ids = applications_.Ids();
  if (!ids.ok()) return Failure(ids.status(), {});
  std::vector<std::string> lists;
  for (const std::string& id : *ids) {
    const absl::StatusOr<std::shared_ptr<const History>> history = applications_.Outlined(id);
    if (!history.ok()) continue;  // It is no application, or all of it is damaged.
    const PageAnswer answer = Answer(ViewOf(id, **history, runtime_.clock().CalendarNow()), question);
    if (answer.status != 200) return answer;
    if (answer.body.size() > 2) lists.push_back(answer.body.substr(1, answer.body.size() - 2));
  }
  return {.body = StrCat("[", absl::StrJoin(lists, ","), "]")};
}

}  // namespace sluice
