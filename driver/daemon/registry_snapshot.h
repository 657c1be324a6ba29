#ifndef SLUICE_DRIVER_DAEMON_REGISTRY_SNAPSHOT_H_
#define SLUICE_DRIVER_DAEMON_REGISTRY_SNAPSHOT_H_

#include <vector>

#include "driver/daemon/registry.h"

namespace sluice {

// Updates that make `registry` out of an empty one: a handful for each application, however much has happened to it.
std::vector<RegistryUpdate> UpdatesTo(const Registry& registry);

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_REGISTRY_SNAPSHOT_H_
