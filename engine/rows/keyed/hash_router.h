#ifndef SLUICE_ENGINE_ROWS_KEYED_HASH_ROUTER_H_
#define SLUICE_ENGINE_ROWS_KEYED_HASH_ROUTER_H_

#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <type_traits>

#include "common/codec/java_hash.h"
#include "common/codec/stable_hash.h"
#include "engine/exchange/key_router.h"
#include "engine/rows/keyed/key_bytes.h"

namespace sluice {

// A type that says its own hash; equal values have equal ones.
template <class K>
concept HasHashCode = requires(const K& key) {
  { key.hashCode() } -> std::same_as<int32_t>;
};

// The hash that partitions: Java's for text and numbers, so that keys land where Spark has them; a type's own, if it
// has one; else one of the key's encoding. The same on all machines and in all releases.
template <class K>
int32_t PartitionHash(std::string_view key_bytes) {
  if constexpr (kIsText<K>) {
    return JavaHashOfText(key_bytes);
  } else if constexpr (std::is_arithmetic_v<K> || HasHashCode<K>) {
    K key{};
    if (!KeyFromBytes(key_bytes, key)) throw std::invalid_argument("a key cannot be decoded");
    if constexpr (HasHashCode<K>) {
      return key.hashCode();
    } else {
      return JavaHashOfNumber(key);
    }
  } else {
    return static_cast<int32_t>(HashBytes(key_bytes));
  }
}

// The remainder of the hash, made positive, as Spark's HashPartitioner has it.
template <class K>
class HashRouter : public KeyRouter {
 public:
  explicit HashRouter(int partitions) : partitions_(partitions) {}

  void Route(absl::Span<const KeyImage> keys, int32_t* partitions) const override {
    for (size_t i = 0; i < keys.size(); ++i) {
      const int32_t remainder = PartitionHash<K>(keys[i].view()) % partitions_;
      partitions[i] = remainder < 0 ? remainder + partitions_ : remainder;
    }
  }

 private:
  const int32_t partitions_;
};

// The router of keys of this type. Safe for a partitioning from anywhere.
template <class K>
absl::StatusOr<std::unique_ptr<const KeyRouter>> RouterOf(const Partitioning& partitioning) {
  if (partitioning.partitions > 0 && partitioning == HashPartitioning(partitioning.partitions)) {
    return std::make_unique<const HashRouter<K>>(partitioning.partitions);
  }
  return NamedRouterOf(partitioning);
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_HASH_ROUTER_H_
