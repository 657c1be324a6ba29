#include <algorithm>

#include "common/base/printable.h"
#include "driver/pages/cursor.h"
#include "driver/pages/own_json.h"
#include "driver/pages/own_pages.h"
#include "driver/pages/verdict/verdict.h"

// What changed since a cursor, in at most 5 KiB: what does not fit is left out, and "more" says that there is more than
// this; who wants it asks for the page that has all of it.

namespace sluice {
namespace {

constexpr size_t kBytesMax = 5 << 10;
constexpr size_t kTextMax = 200;     // Names and errors are cut there.
constexpr size_t kVerdictMax = 600;  // What it says of names of others is printable.

// Takes what fits.
class Room {
 public:
  explicit Room(Json& answer) : answer_(answer), left_(kBytesMax - std::min(kBytesMax, ToText(answer).size())) {}

  // False: there is no room for it.
  bool Take(size_t bytes) {
    if (bytes <= left_) {
      left_ -= bytes;
      return true;
    }
    answer_["more"] = true;
    return false;
  }
  bool Add(const char* list, Json element) {
    if (!Take(ToText(element).size() + 1)) return false;
    answer_[list].push_back(std::move(element));
    return true;
  }

 private:
  Json& answer_;
  size_t left_;
};

// A text of any length is shown by its beginning.
void Shorten(Json& json) {
  if (json.is_string()) {
    const std::string& text = json.get_ref<const std::string&>();
    if (text.size() > kTextMax) json = Shortened(text, kTextMax);
  }
  if (json.is_structured()) {
    for (Json& part : json) Shorten(part);
  }
}

// Of what has ended since then the newest, and all that goes on; none twice.
std::vector<const BatchRecord*> ChangedBatches(const ApplicationView& view, int64_t ended_before) {
  const auto& ended = view.history.batches().ended();
  const int64_t all = view.history.application().batches_completed + view.history.application().batches_failed;
  const int64_t known = std::min<int64_t>(all - ended_before, static_cast<int64_t>(ended.size()));
  std::vector<const BatchRecord*> batches;
  for (const auto& [key, batch] : view.history.batches().open()) {
    if (batch.state == BatchRecord::State::kRunning) batches.push_back(&batch);
  }
  auto next = ended.rbegin();
  for (int64_t i = 0; i < known; ++i, ++next) batches.push_back(&next->record);
  return batches;
}

size_t RowBytes(const BatchRecord& batch) {
  Json row = NoColumns();
  const size_t empty = ToText(row).size();
  AddRow(row, batch);
  return ToText(row).size() - empty + row.size();  // A comma in each column.
}

void AddBatches(Json& answer, Room& room, std::vector<const BatchRecord*> changed) {
  std::vector<const BatchRecord*> fitting;
  for (const BatchRecord* batch : changed) {
    if (!room.Take(RowBytes(*batch))) break;
    fitting.push_back(batch);
  }
  std::sort(fitting.begin(), fitting.end(),
            [](const BatchRecord* a, const BatchRecord* b) { return a->time < b->time; });
  for (const BatchRecord* batch : fitting) AddRow(answer["series"], *batch);
}

void AddExecutors(Room& room, const ApplicationView& view, absl::Time since) {
  for (const ExecutorRecord* executor : AllOf(view.history.executors())) {
    const bool is_news = executor->attached.at >= since || (HasCome(executor->gone) && executor->gone >= since);
    if (!is_news) continue;
    Json json = OwnExecutor(view, *executor);
    Shorten(json);
    if (!room.Add("executors", std::move(json))) return;
  }
}

// The end of a receiver's name or error is not worth the room of everything else.
void AddReceivers(Room& room, const ApplicationView& view) {
  for (Json& receiver : OwnReceivers(view)) {
    Shorten(receiver);
    if (!room.Add("receivers", std::move(receiver))) return;
  }
}

// Of another life, another application, or from before the clock was set back.
bool IsForeign(const std::optional<Cursor>& since, const Cursor& now) {
  return !since.has_value() || since->life != now.life || since->batches_ended > now.batches_ended ||
         since->millis > now.millis;
}

}  // namespace

absl::StatusOr<Json> ChangesPage(const PageRequest& request) {
  const ApplicationView& view = request.view;
  const auto asked = request.query.find("since");
  const Cursor now = CursorOf(view);
  std::optional<Cursor> since = asked == request.query.end() ? std::nullopt : ParseCursor(asked->second);
  const bool reset = IsForeign(since, now);
  if (reset) since = Cursor{};
  const Verdict verdict = Judge(view);
  Json answer{{"cursor", ToString(now)},
              {"reset", reset},
              {"more", false},
              {"now", MillisOf(view.now)},
              {"totals", OwnTotals(view)},
              {"verdict", {{"kind", verdict.kind}, {"text", Shortened(verdict.text, kVerdictMax)}}},
              {"series", NoColumns()},
              {"executors", Json::array()},
              {"receivers", Json::array()}};
  Room room(answer);
  AddExecutors(room, view, absl::FromUnixMillis(since->millis));
  AddReceivers(room, view);
  AddBatches(answer, room, ChangedBatches(view, since->batches_ended));
  return answer;
}

}  // namespace sluice
