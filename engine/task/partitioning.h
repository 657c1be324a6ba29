#ifndef SLUICE_ENGINE_TASK_PARTITIONING_H_
#define SLUICE_ENGINE_TASK_PARTITIONING_H_

#include <cstdint>
#include <string>

namespace sluice {

// How pairs are spread over partitions by their keys. RDDs of equal partitionings have equal keys in partitions of the
// same number, so they are joined and reduced without a shuffle. Codable.
struct Partitioning {
  uint64_t router = 0;    // Number of a KeyRouter's factory (engine/exchange/key_router.h), and
  std::string arguments;  // what it is made of.
  int32_t partitions = 0;
  bool operator==(const Partitioning&) const = default;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_PARTITIONING_H_
