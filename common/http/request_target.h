#ifndef SLUICE_COMMON_HTTP_REQUEST_TARGET_H_
#define SLUICE_COMMON_HTTP_REQUEST_TARGET_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

struct RequestTarget {
  std::string path;  // Begins with a slash.
  std::map<std::string, std::string> query;
};

// What the first line of a request asks for: "/a%20b?c=d", perhaps with "http://host" before it. Nothing: it is no such
// text, or its path has a control character.
std::optional<RequestTarget> ParseTarget(std::string_view text);

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_REQUEST_TARGET_H_
