#include "driver/pages/cursor.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"

namespace sluice {

Cursor CursorOf(const ApplicationView& view) {
  return {.life = view.life,
          .batches_ended = view.history.application().batches_completed + view.history.application().batches_failed,
          .millis = absl::ToUnixMillis(view.now)};
}

std::string ToString(const Cursor& cursor) {
  return StrCat(cursor.life, "-", cursor.batches_ended, "-", cursor.millis);
}

std::optional<Cursor> ParseCursor(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '-');
  Cursor cursor;
  const bool is_one = parts.size() == 3 && absl::SimpleAtoi(parts[0], &cursor.life) &&
                      absl::SimpleAtoi(parts[1], &cursor.batches_ended) && absl::SimpleAtoi(parts[2], &cursor.millis) &&
                      cursor.batches_ended >= 0;
  return is_one ? std::optional(cursor) : std::nullopt;
}

}  // namespace sluice
