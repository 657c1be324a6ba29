#include "driver/ended/ended_answers.h"

#include <algorithm>

#include "common/base/status.h"
#include "driver/pages/answer.h"
#include "driver/web/page_answers.h"

namespace sluice {
namespace {

ApplicationStarted BeginOf(const History& history) {
  return history.application().started.value_or(ApplicationStarted());
}

// Seen from its end on, it is as it was then.
ApplicationView ViewOf(const std::string& id, const LoggedApplication& logged, const EndedFacts& facts,
                       absl::Time now) {
  const ApplicationStarted started = BeginOf(*logged.history);
  const absl::Time said = logged.history->application().ended;
  const absl::Time ended = said != absl::InfiniteFuture() ? said : facts.ended;
  ApplicationView view{.id = id,
                       .name = started.name,
                       .user = started.user,
                       .started = started.at,
                       .ended = ended,
                       .now = std::min(ended, now),
                       .life = static_cast<int>(started.life.value()),
                       .history = *logged.history,
                       .has_logs = facts.has_logs,
                       .log_damage = logged.damage};
  for (const auto& [key, value] : started.settings) {
    view.settings.push_back({.key = key, .value = value, .source = SettingView::Source::kSet});
  }
  return view;
}

}  // namespace

PageAnswer EndedAnswers::AnswerTo(const ApplicationId& id, const PageQuestion& question, const EndedFacts& facts) {
  const absl::StatusOr<LoggedApplication> logged = applications_.Remembered(id.value());
  if (!logged.ok()) return PageError(logged.status());
  return Answer(ViewOf(id.value(), *logged, facts, clock_.CalendarNow()), question);
}

absl::StatusOr<std::vector<ListedApplication>> EndedAnswers::All() {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> ids, applications_.Ids());
  std::vector<ListedApplication> all;
  for (const std::string& id : ids) {
    const absl::StatusOr<LoggedApplication> logged = applications_.Outlined(id);
    if (!logged.ok()) continue;  // It is no application, or all of it is damaged.
    const ApplicationStarted started = BeginOf(*logged->history);
    all.push_back({.id = id,
                   .name = started.name,
                   .user = started.user,
                   .started = started.at,
                   .ended = logged->history->application().ended});
  }
  return all;
}

}  // namespace sluice
