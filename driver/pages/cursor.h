#ifndef SLUICE_DRIVER_PAGES_CURSOR_H_
#define SLUICE_DRIVER_PAGES_CURSOR_H_

#include <cstdint>
#include <optional>
#include <string>

#include "driver/pages/application_view.h"

namespace sluice {

// How far somebody who watches knows an application.
struct Cursor {
  int life = 0;
  int64_t batches_ended = 0;
  int64_t millis = 0;  // The last answer was made then.
};

Cursor CursorOf(const ApplicationView& view);
// "2-1500-1796068800000".
std::string ToString(const Cursor& cursor);
// None: it is no cursor.
std::optional<Cursor> ParseCursor(const std::string& text);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_CURSOR_H_
