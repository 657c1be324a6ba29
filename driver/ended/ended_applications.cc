#include "driver/ended/ended_applications.h"

#include <utility>

#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"
#include "driver/web/page_answers.h"

namespace sluice {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);

}  // namespace

EndedApplications::EndedApplications(Runtime& runtime, std::shared_ptr<Postbox> owner, const std::string& folder)
    : owner_(std::move(owner)), folder_(AbsolutePath(folder)), reader_(runtime.NewMailbox("ended")) {
  const absl::StatusOr<EventLogPlace*> place = EventLogPlaceOf(folder_);
  place_status_ = place.status();
  if (place.ok()) answers_ = std::make_unique<EndedAnswers>(runtime.clock(), **place, folder_);
}

void EndedApplications::Ask(const ApplicationId& id, const PageQuestion& question, const EndedFacts& facts,
                            PageAnswered answered) {
  if (answers_ == nullptr) return answered(PageError(place_status_));
  if (under_way_.size() >= kUnderWayMax) return answered(PageError(503, "too much is asked of event logs at once"));
  const uint64_t number = ++last_number_;
  under_way_[number] = std::move(answered);
  reader_->Post([this, number, id, question, facts] {
    owner_->Post([this, number, answer = answers_->AnswerTo(id, question, facts)] {
      End(number, answer);
      under_way_.erase(number);
    });
  });
  owner_->PostAfter(kPatience, [this, number, id] {
    End(number, PageError(503, StrCat("the event log of application ", id, " is still being read: ask again")));
  });
}

void EndedApplications::End(uint64_t number, const PageAnswer& answer) {
  const auto asked = under_way_.find(number);
  if (asked == under_way_.end()) return;
  const PageAnswered answered = std::exchange(asked->second, nullptr);
  if (answered != nullptr) answered(answer);
}

}  // namespace sluice
