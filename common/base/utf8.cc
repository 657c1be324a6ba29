#include "common/base/utf8.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_format.h"

namespace sluice {
namespace {

// First byte, and what the second may be; all further ones are 80..BF. No overlong forms, no surrogates.
struct Form {
  uint8_t first_min, first_max, second_min, second_max;
  size_t size;
};
constexpr Form kForms[] = {
    {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

bool IsBetween(char byte, uint8_t min, uint8_t max) {
  return static_cast<uint8_t>(byte) >= min && static_cast<uint8_t>(byte) <= max;
}

}  // namespace

size_t Utf8CharacterSize(std::string_view text) {
  for (const Form& form : kForms) {
    if (!IsBetween(text[0], form.first_min, form.first_max)) continue;
    if (form.size == 1) return 1;
    if (text.size() < form.size || !IsBetween(text[1], form.second_min, form.second_max)) return 0;
    const std::string_view rest = text.substr(2, form.size - 2);
    const bool whole = std::all_of(rest.begin(), rest.end(), [](char byte) { return IsBetween(byte, 0x80, 0xbf); });
    return whole ? form.size : 0;
  }
  return 0;
}

uint32_t Utf8Character(std::string_view character) {
  const auto first = static_cast<uint8_t>(character[0]);
  uint32_t code = character.size() == 1 ? first : first & (0x7f >> character.size());
  for (const char byte : character.substr(1)) code = code << 6 | (static_cast<uint8_t>(byte) & 0x3f);
  return code;
}

void AppendUtf8(uint32_t code_point, std::string& out) {
  const bool is_character = code_point < 0xd800 || (code_point >= 0xe000 && code_point <= 0x10ffff);
  const uint32_t code = is_character ? code_point : 0xfffd;
  const int size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  if (size == 1) return out.push_back(static_cast<char>(code));
  out += static_cast<char>((0xf00 >> size & 0xff) | code >> 6 * (size - 1));
  for (int left = size - 2; left >= 0; --left) out += static_cast<char>(0x80 | (code >> 6 * left & 0x3f));
}

std::string ToUtf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t size = Utf8CharacterSize(text);
    if (size == 0) {
      absl::StrAppendFormat(&out, "\\x%02X", static_cast<uint8_t>(text[0]));
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return out;
}

}  // namespace sluice
