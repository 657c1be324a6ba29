#ifndef SLUICE_COMMON_BASE_ADDRESS_H_
#define SLUICE_COMMON_BASE_ADDRESS_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sluice {

// Where something listens: a name or number of a machine and a port. Names are not looked up here.
struct Address {
  std::string host;  // It has not the brackets of "[::1]:7077".
  uint16_t port = 0;

  bool operator==(const Address&) const = default;
};

// "host:port", or "[v6 address]:port".
std::string ToString(const Address& address);
inline std::ostream& operator<<(std::ostream& out, const Address& address) { return out << ToString(address); }

// The inverse. INVALID_ARGUMENT quotes `text` and says which part is wrong.
absl::StatusOr<Address> ParseAddress(std::string_view text);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_ADDRESS_H_
