#include "driver/web/live_feed.h"

#include <iterator>
#include <nlohmann/json.hpp>

#include "common/base/str_cat.h"
#include "driver/web/page_answers.h"

namespace sluice {
namespace {

constexpr absl::Duration kLookEvery = absl::Seconds(1);

PageQuestion ChangesSince(const ApplicationId& id, const std::string& cursor) {
  return {.path = StrCat("/api/sluice/v1/applications/", id, "/changes"), .query = {{"since", cursor}}};
}

// What who has heard this knows then. Empty: it says no such thing.
std::string CursorIn(const PageAnswer& answer) {
  const nlohmann::json json = nlohmann::json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  const auto cursor = json.is_object() ? json.find("cursor") : json.end();
  return cursor != json.end() && cursor->is_string() ? cursor->get<std::string>() : "";
}

}  // namespace

void LiveFeed::Listen(const ApplicationId& id, const std::string& since, std::shared_ptr<HttpResponder> responder) {
  host_.Ask(id, ChangesSince(id, since), [this, id, since, responder](PageAnswer answer) {
    if (answer.status != 200) return responder->Answer(ToHttp(std::move(answer)));
    Streams streams;
    streams.push_back(responder->OpenStream());
    Tell({id, since}, answer, std::move(streams));
  });
}

void LiveFeed::Tell(const Place& place, const PageAnswer& answer, Streams streams) {
  if (answer.status == 404) return;  // It is forgotten: who comes back hears so.
  std::string cursor = answer.status == 200 ? CursorIn(answer) : "";
  if (!cursor.empty()) {
    for (const auto& stream : streams) stream->Send({"changes", cursor, answer.body});
  }
  Wait({place.first, cursor.empty() ? place.second : cursor}, std::move(streams));
}

void LiveFeed::Wait(const Place& place, Streams streams) {
  std::erase_if(streams, [](const auto& stream) { return !stream->is_open(); });
  if (streams.empty()) return;
  Streams& there = waiting_[place];
  there.insert(there.end(), std::make_move_iterator(streams.begin()), std::make_move_iterator(streams.end()));
  if (std::exchange(looks_, true)) return;
  mailbox_.PostAfter(kLookEvery, [this] { Look(); });
}

// Who is asked now waits again once there is an answer.
void LiveFeed::Look() {
  looks_ = false;
  for (auto& [place, streams] : std::exchange(waiting_, {})) Ask(place, std::move(streams));
}

void LiveFeed::Ask(const Place& place, Streams streams) {
  std::erase_if(streams, [](const auto& stream) { return !stream->is_open(); });
  if (streams.empty()) return;
  const auto kept = std::make_shared<Streams>(std::move(streams));
  host_.Ask(place.first, ChangesSince(place.first, place.second),
            [this, place, kept](const PageAnswer& answer) { Tell(place, answer, std::move(*kept)); });
}

}  // namespace sluice
