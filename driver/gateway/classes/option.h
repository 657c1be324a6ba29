#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_OPTION_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_OPTION_H_

#include <optional>
#include <string>
#include <utility>

#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// A value of the JVM that may be missing.
class Option : public ObjectOf<Option> {
 public:
  static const Class& Describe();
  explicit Option(std::optional<Value> value) : value_(std::move(value)) {}

  std::string ToString() const override;
  // As a method of the JVM, hashes are compared by programs: those of equal options are.
  int32_t HashCode() const override;
  const std::optional<Value>& value() const { return value_; }

 private:
  const std::optional<Value> value_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_OPTION_H_
