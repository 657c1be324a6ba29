#ifndef SLUICE_ENGINE_EXCHANGE_KEY_ROUTER_H_
#define SLUICE_ENGINE_EXCHANGE_KEY_ROUTER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/codec/codec.h"
#include "common/codec/key_image.h"
#include "common/codec/module.h"
#include "engine/task/partitioning.h"

namespace sluice {

// Says which partition a key belongs to, by the key's bytes (key_bytes.h). Made on every machine from a Partitioning;
// thread-safe. A Router is a class with `using Options = ...;` (codable) and Router(Options, int partitions).
class KeyRouter {
 public:
  virtual ~KeyRouter() = default;
  // Writes the partition of each key. What a user's function throws passes through.
  virtual void Route(absl::Span<const KeyImage> keys, int32_t* partitions) const = 0;
};
using KeyRouterFactory = absl::StatusOr<std::unique_ptr<const KeyRouter>>(std::string_view arguments, int partitions);

template <class Router>
absl::StatusOr<std::unique_ptr<const KeyRouter>> MakeRouter(std::string_view arguments, int partitions) {
  typename Router::Options options{};
  if (!Decode(arguments, options)) return absl::InvalidArgumentError("a partitioner cannot be decoded");
  return std::make_unique<const Router>(std::move(options), partitions);
}

template <class Router>
Partitioning PartitioningBy(const typename Router::Options& options, int partitions) {
  return {.router = FunctionNumber<&MakeRouter<Router>>(), .arguments = Encode(options), .partitions = partitions};
}

// By a hash of the key (hash_router.h): what everything uses that is given a number of partitions only.
Partitioning HashPartitioning(int partitions);

// The router that a partitioning names, if it is not by hash. Safe for one from anywhere.
absl::StatusOr<std::unique_ptr<const KeyRouter>> NamedRouterOf(const Partitioning& partitioning);

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_KEY_ROUTER_H_
