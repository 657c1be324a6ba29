#ifndef SLUICE_COMMON_BASE_UTF8_H_
#define SLUICE_COMMON_BASE_UTF8_H_

#include <string>
#include <string_view>

namespace sluice {

// The text with every byte that is not part of well-formed UTF-8 (RFC 3629) shown as \xNN. For what users' code says:
// protobuf strings, JSON and terminals take nothing else.
std::string ToUtf8(std::string_view text);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_UTF8_H_
