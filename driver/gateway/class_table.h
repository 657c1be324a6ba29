#ifndef SLUICE_DRIVER_GATEWAY_CLASS_TABLE_H_
#define SLUICE_DRIVER_GATEWAY_CLASS_TABLE_H_

#include <string_view>
#include <vector>

#include "driver/gateway/class.h"

namespace sluice::gateway {

// Everything that a Python program may name, one file of classes/ for each. Null: there is no such class.
const Class* FindClass(std::string_view name);

// In the order of their names.
std::vector<const Class*> AllClasses();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASS_TABLE_H_
