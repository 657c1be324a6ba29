#ifndef SLUICE_DRIVER_DAEMON_REGISTRY_H_
#define SLUICE_DRIVER_DAEMON_REGISTRY_H_

#include <variant>

#include "driver/daemon/application_table.h"
#include "driver/daemon/drained_workers.h"

namespace sluice {

// All that the next driver daemon must know.
struct Registry {
  ApplicationTable applications;
  DrainedWorkers drained;
};

using RegistryUpdate = std::variant<AddApplication, MoveApplication, NumberExecutor, ForgetApplication, StopApplication,
                                    FinishApplication, DrainWorker, UndrainWorker>;

absl::Status CanApply(const RegistryUpdate& update, const Registry& registry);
absl::Status Apply(const RegistryUpdate& update, Registry& registry);

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_REGISTRY_H_
