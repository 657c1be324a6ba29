#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_EQUALITY_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_EQUALITY_H_

#include <string>

#include "driver/gateway/value.h"

namespace sluice::gateway {

// As equals and toString of the JVM have them.
bool IsEqual(const Value& a, const Value& b);
std::string ToText(const Value& value);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_EQUALITY_H_
