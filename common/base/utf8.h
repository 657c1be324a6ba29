#ifndef SLUICE_COMMON_BASE_UTF8_H_
#define SLUICE_COMMON_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

// The text with every byte that is not part of well-formed UTF-8 (RFC 3629) shown as \xNN. For what users' code says:
// protobuf strings, JSON and terminals take nothing else.
std::string ToUtf8(std::string_view text);

// How many bytes the well-formed character at the start of the text takes; 0: it does not begin with one.
size_t Utf8CharacterSize(std::string_view text);
// The code point of one well-formed character.
uint32_t Utf8Character(std::string_view character);
// The other way; what is no code point of a character becomes U+FFFD.
void AppendUtf8(uint32_t code_point, std::string& out);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_UTF8_H_
