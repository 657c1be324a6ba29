#include "common/base/address.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr size_t kHostBytesMax = 255;  // As of any name in the DNS.

absl::Status Malformed(std::string_view text, std::string_view why) {
  return absl::InvalidArgumentError(
      StrCat("address must be host:port, such as localhost:7077, but ", why, ": address=\"", text, "\""));
}

absl::StatusOr<std::string> ParseHost(std::string_view host, std::string_view text) {
  if (host.empty()) return Malformed(text, "the host is missing");
  if (host.size() > kHostBytesMax) {
    return absl::InvalidArgumentError(
        StrCat("the host of an address is too long: bytes=", host.size(), " at most=", kHostBytesMax));
  }
  const bool v6 = host.starts_with('[') && host.ends_with(']');
  if (v6) host = host.substr(1, host.size() - 2);
  for (char c : host) {
    const bool fits = absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || (v6 && (c == ':' || c == '%'));
    if (fits) continue;
    return Malformed(text, c == ':' ? "an IPv6 address needs brackets" : "the host has a character no name can have");
  }
  return std::string(host);
}

}  // namespace

std::string ToString(const Address& address) {
  bool v6 = address.host.find(':') != std::string::npos;
  return StrCat(v6 ? "[" : "", address.host, v6 ? "]" : "", ":", address.port);
}

absl::StatusOr<Address> ParseAddress(std::string_view text) {
  size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return Malformed(text, "the port is missing");
  SLUICE_ASSIGN_OR_RETURN(std::string host, ParseHost(text.substr(0, colon), text));
  std::string_view digits = text.substr(colon + 1);
  int port = 0;
  if (digits.empty() || !absl::ascii_isdigit(digits[0]) || !absl::SimpleAtoi(ToAbsl(digits), &port) ||
      port > std::numeric_limits<uint16_t>::max()) {
    return Malformed(text, "the port is not a number from 0 to 65535");
  }
  return Address{std::move(host), static_cast<uint16_t>(port)};
}

}  // namespace sluice
