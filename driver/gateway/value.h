#ifndef SLUICE_DRIVER_GATEWAY_VALUE_H_
#define SLUICE_DRIVER_GATEWAY_VALUE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

namespace sluice::gateway {

class Object;
using ObjectPtr = std::shared_ptr<Object>;

struct Null {
  bool operator==(const Null&) const = default;
};
struct Void {
  bool operator==(const Void&) const = default;
};
struct Bytes {
  std::string bytes;
  bool operator==(const Bytes&) const = default;
};
struct Decimal {
  std::string digits;
  bool operator==(const Decimal&) const = default;
};
// The name of an object on the wire. The code says which class of Python stands for it: 'r' any object, 'l' a list, 'a'
// a map, 'h' a set, 'g' an iterator, 't' an array.
struct Reference {
  char code = 'r';
  std::string id;
  bool operator==(const Reference&) const = default;
};
// An object of Python that we may call.
struct Proxy {
  std::string id;
  std::vector<std::string> interfaces;
  bool operator==(const Proxy&) const = default;
};

// What is given to a call and comes back. On the wire an object is a Reference.
using Value =
    std::variant<Null, Void, bool, int32_t, int64_t, double, std::string, Bytes, Decimal, Reference, Proxy, ObjectPtr>;

// One part of a command or an answer, without its line end. INVALID_ARGUMENT: it is none. Safe for any bytes.
absl::StatusOr<Value> ParseValue(std::string_view part);

// The inverse. REQUIRES: no ObjectPtr.
std::string ToPart(const Value& value);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_VALUE_H_
