#include "driver/daemon/registry.h"

#include "common/base/overloaded.h"

namespace sluice {
absl::Status CanApply(const RegistryUpdate& update, const Registry& registry) {
  return std::visit(Overloaded{
                        [&](const DrainWorker& change) { return change.CanApply(registry.drained); },
                        [&](const UndrainWorker& change) { return change.CanApply(registry.drained); },
                        [&](const auto& change) { return change.CanApply(registry.applications); },
                    },
                    update);
}

absl::Status Apply(const RegistryUpdate& update, Registry& registry) {
  return std::visit(Overloaded{
                        [&](const DrainWorker& change) { return change.Apply(registry.drained); },
                        [&](const UndrainWorker& change) { return change.Apply(registry.drained); },
                        [&](const auto& change) { return change.Apply(registry.applications); },
                    },
                    update);
}

}  // namespace sluice
