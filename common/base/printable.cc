#include "common/base/printable.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/str_cat.h"
#include "common/base/utf8.h"

namespace sluice {
namespace {

struct Range {
  uint32_t first, last;
};
// Controls; marks of direction; what has no width; line and paragraph separators; tags.
constexpr Range kUnprintable[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},   {0x180e, 0x180e}, {0x200b, 0x200b},
    {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

std::string Escaped(uint32_t character) {
  if (character == '\n') return "\\n";
  if (character == '\r') return "\\r";
  if (character == '\t') return "\\t";
  if (character < 0x100) return absl::StrFormat("\\x%02X", character);
  return absl::StrFormat(character < 0x10000 ? "\\u%04X" : "\\U%08X", character);
}

std::string Escape(std::string_view text, std::string_view kept) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t size = Utf8CharacterSize(text);
    const std::string_view character = text.substr(0, std::max<size_t>(size, 1));
    const bool is_kept = size == 1 && kept.find(text[0]) != kept.npos;
    const uint32_t code = size == 0 ? static_cast<uint8_t>(text[0]) : Utf8Character(character);
    if (size == 0 || (IsUnprintable(code) && !is_kept)) {
      out += Escaped(code);
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
  return out;
}

}  // namespace

bool IsUnprintable(uint32_t character) {
  if (character >= ' ' && character < 0x7f) return false;  // As most are.
  return std::any_of(std::begin(kUnprintable), std::end(kUnprintable),
                     [character](const Range& range) { return character >= range.first && character <= range.last; });
}

std::string Printable(std::string_view text) { return Escape(text, ""); }

std::string PrintableLines(std::string_view text) { return Escape(text, "\n\t"); }

std::string Shortened(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  size_t end = bytes_max;
  while (end > 0 && end + 3 > bytes_max && (text[end] & 0xC0) == 0x80) --end;
  return StrCat(text.substr(0, end), "... (", text.size() - end, " more bytes)");
}

absl::Status CheckSize(std::string_view what, std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat(what, " is too long: bytes=", text.size(), " at most=", bytes_max));
}

std::string ToMessageText(std::string_view text) { return ToUtf8(Shortened(text, kReasonBytesMax)); }

}  // namespace sluice
