#ifndef SLUICE_DRIVER_GATEWAY_LOCAL_MASTER_H_
#define SLUICE_DRIVER_GATEWAY_LOCAL_MASTER_H_

#include <optional>
#include <string_view>

namespace sluice::gateway {

// How many tasks may run at once for a master of this machine: "local", "local[4]", "local[4,2]"; nullopt for
// "local[*]" and all others.
std::optional<int> LocalSlots(std::string_view master);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_LOCAL_MASTER_H_
