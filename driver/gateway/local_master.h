#ifndef SLUICE_DRIVER_GATEWAY_LOCAL_MASTER_H_
#define SLUICE_DRIVER_GATEWAY_LOCAL_MASTER_H_

#include <optional>
#include <string>
#include <string_view>

namespace sluice::gateway {

// How many tasks may run at once for a master of this machine: "local", "local[4]", "local[4,2]", and 6 for
// "local-cluster[3,2,1024]"; nullopt for "local[*]" and all others.
std::optional<int> LocalSlots(std::string_view master);

// How often a task may fail for a master of this machine: once, so that a program that is tried out fails at once, or
// as often as "local[4,2]" says; nullopt for others.
std::optional<int> LocalFailures(std::string_view master);

// What Spark says of a name that is no master's; nullopt: it is one's.
std::optional<std::string> WhyNoMaster(std::string_view master);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_LOCAL_MASTER_H_
