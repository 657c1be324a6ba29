#include "engine/rdd/shuffle/key_router.h"

#include "common/base/status.h"
#include "common/codec/stable_hash.h"

namespace sluice {
namespace {

class HashRouter : public KeyRouter {
 public:
  struct Options {};
  HashRouter(Options, int partitions) : partitions_(partitions) {}

  void Route(absl::Span<const KeyImage> keys, int32_t* partitions) const override {
    for (size_t i = 0; i < keys.size(); ++i) partitions[i] = PartitionOf(HashBytes(keys[i].view()), partitions_);
  }

 private:
  const int partitions_;
};

}  // namespace

Partitioning HashPartitioning(int partitions) { return PartitioningBy<HashRouter>({}, partitions); }

absl::StatusOr<std::unique_ptr<const KeyRouter>> RouterOf(const Partitioning& partitioning) {
  if (partitioning.partitions < 1) return absl::InvalidArgumentError("a shuffle needs at least one reduce partition");
  absl::StatusOr<KeyRouterFactory*> factory = FindFunction<KeyRouterFactory>(partitioning.router);
  if (!factory.ok()) return Annotate(factory.status(), "partitioner");
  return (*factory)(partitioning.arguments, partitioning.partitions);
}

}  // namespace sluice
