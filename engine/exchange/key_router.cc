#include "engine/exchange/key_router.h"

#include "common/base/status.h"

namespace sluice {
namespace {

// A name only: hashes depend on the type of the keys, which whoever makes the router knows.
absl::StatusOr<std::unique_ptr<const KeyRouter>> ByHash(std::string_view, int) {
  return absl::InvalidArgumentError("a partitioner by hash cannot be decoded");
}

}  // namespace

Partitioning HashPartitioning(int partitions) {
  return {.router = FunctionNumber<&ByHash>(), .arguments = "", .partitions = partitions};
}

absl::StatusOr<std::unique_ptr<const KeyRouter>> NamedRouterOf(const Partitioning& partitioning) {
  if (partitioning.partitions < 1) return absl::InvalidArgumentError("a shuffle needs at least one reduce partition");
  absl::StatusOr<KeyRouterFactory*> factory = FindFunction<KeyRouterFactory>(partitioning.router);
  if (!factory.ok()) return Annotate(factory.status(), "partitioner");
  return (*factory)(partitioning.arguments, partitioning.partitions);
}

}  // namespace sluice
