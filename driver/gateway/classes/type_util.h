#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_TYPE_UTIL_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_TYPE_UTIL_H_

namespace sluice::gateway {

class Class;

// py4j.reflection.TypeUtil.
const Class& TypeUtilClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_TYPE_UTIL_H_
