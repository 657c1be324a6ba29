#include "common/codec/java_hash.h"

#include <algorithm>

#include "common/base/utf8.h"

namespace sluice {
namespace {

// For text beyond ASCII: Java has UTF-16.
uint32_t HashOfUtf16(std::string_view text) {
  uint32_t hash = 0;
  while (!text.empty()) {
    const size_t size = Utf8CharacterSize(text);
    const uint32_t character = size == 0 ? 0xfffd : Utf8Character(text.substr(0, size));
    if (character < 0x10000) {
      hash = 31 * hash + character;
    } else {
      hash = 31 * hash + (0xd7c0 + (character >> 10));
      hash = 31 * hash + (0xdc00 + (character & 0x3ff));
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return hash;
}

}  // namespace

int32_t JavaHashOfText(std::string_view text) {
  uint32_t hash = 0;
  uint8_t all = 0;
  for (const char byte : text) {
    hash = 31 * hash + static_cast<uint8_t>(byte);
    all |= static_cast<uint8_t>(byte);
  }
  return static_cast<int32_t>(all < 0x80 ? hash : HashOfUtf16(text));
}

}  // namespace sluice
