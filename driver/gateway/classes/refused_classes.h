#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_REFUSED_CLASSES_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_REFUSED_CLASSES_H_

#include <vector>

namespace sluice::gateway {

class Class;

// Classes that PySpark names and that say no when they are made: profiles of resources.
std::vector<const Class*> RefusedClasses();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_REFUSED_CLASSES_H_
