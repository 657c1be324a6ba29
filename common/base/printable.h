#ifndef SLUICE_COMMON_BASE_PRINTABLE_H_
#define SLUICE_COMMON_BASE_PRINTABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace sluice {

// Text that a user, a program or another machine has given, and that somebody else is shown. It is taken as it is, up
// to a size, and made harmless where it is shown.

// One line that changes nothing but its own place. What ends lines, moves the cursor, cannot be seen or turns other
// text around is shown as \n, \x1B, \u202E; bytes that are no UTF-8 as \xFF.
std::string Printable(std::string_view text);
// The same for text of several lines: line ends and tabs stay.
std::string PrintableLines(std::string_view text);
// Whether Printable shows this character, of well-formed UTF-8, by its number.
bool IsUnprintable(uint32_t character);

// At most `bytes_max` of its bytes, whole characters, and how many were left out.
std::string Shortened(std::string_view text, size_t bytes_max);

// For what people choose as a name.
inline constexpr size_t kNameBytesMax = 256;
// For errors, exceptions and states, which nobody reads to the end if they are longer.
inline constexpr size_t kReasonBytesMax = 8 << 10;

// INVALID_ARGUMENT: `text`, which is `what`, has more than `bytes_max` bytes; says how many.
absl::Status CheckSize(std::string_view what, std::string_view text, size_t bytes_max = kNameBytesMax);

// A message as it may cross the wire: UTF-8, and not too long.
std::string ToMessageText(std::string_view text);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_PRINTABLE_H_
