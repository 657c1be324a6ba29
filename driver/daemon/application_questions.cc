#include "driver/daemon/application_questions.h"

#include <algorithm>
#include <utility>

#include "common/base/str_cat.h"
#include "common/base/utf8.h"
#include "driver/web/page_answers.h"

namespace sluice {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);

v1::DaemonToApplication MessageOf(uint64_t number, const PageQuestion& question) {
  v1::DaemonToApplication message;
  v1::AskApplication& ask = *message.mutable_ask();
  ask.set_question(number);
  ask.set_path(ToUtf8(question.path));
  for (const auto& [key, value] : question.query) (*ask.mutable_query())[ToUtf8(key)] = ToUtf8(value);
  return message;
}

}  // namespace

void ApplicationQuestions::Ask(const ApplicationId& id, const PageQuestion& question, Answered answered) {
  const Key key = {id, question.path, question.query};
  if (const auto same = numbers_.find(key); same != numbers_.end()) {
    return under_way_.at(same->second).waiting.push_back(std::move(answered));
  }
  if (!HasRoomFor(id)) return answered(PageError(503, StrCat("application ", id, " is asked too much at once")));
  const uint64_t number = ++last_number_;
  if (!links_.Send(id, MessageOf(number, question))) {
    return answered(PageError(503, StrCat("application ", id, " has no driver that could answer now")));
  }
  numbers_[key] = number;
  under_way_[number] = {key, {std::move(answered)}};
  mailbox_.PostAfter(kPatience, [this, number, id] {
    End(number, PageError(503, StrCat("application ", id, " did not answer within ", absl::FormatDuration(kPatience))));
  });
}

bool ApplicationQuestions::HasRoomFor(const ApplicationId& id) const {
  const auto of_it = std::count_if(under_way_.begin(), under_way_.end(), [&id](const auto& entry) {
    return std::get<ApplicationId>(entry.second.key) == id;
  });
  return under_way_.size() < kUnderWayMax && of_it < static_cast<int64_t>(kUnderWayMaxOfOne);
}

void ApplicationQuestions::OnAnswer(const ApplicationId& id, uint64_t number, PageAnswer answer) {
  const auto asked = under_way_.find(number);
  if (asked == under_way_.end() || std::get<ApplicationId>(asked->second.key) != id) return;
  End(number, answer);
}

void ApplicationQuestions::End(uint64_t number, const PageAnswer& answer) {
  const auto found = under_way_.find(number);
  if (found == under_way_.end()) return;
  const UnderWay asked = std::move(found->second);
  under_way_.erase(found);
  numbers_.erase(asked.key);
  for (const Answered& answered : asked.waiting) answered(answer);
}

}  // namespace sluice
