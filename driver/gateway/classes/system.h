#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_SYSTEM_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_SYSTEM_H_

namespace sluice::gateway {

class Class;

// java.lang.System.
const Class& SystemClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_SYSTEM_H_
