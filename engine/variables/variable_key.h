#ifndef SLUICE_ENGINE_VARIABLES_VARIABLE_KEY_H_
#define SLUICE_ENGINE_VARIABLES_VARIABLE_KEY_H_

#include <atomic>
#include <cstdint>
#include <random>

namespace sluice {

// A number that no other broadcast variable or accumulator of the application has, also none of a former run of it.
inline uint64_t NewVariableKey() {
  static const uint64_t first = (uint64_t{std::random_device()()} << 32) ^ std::random_device()();
  static std::atomic<uint64_t> next{0};
  return first + next++;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_VARIABLES_VARIABLE_KEY_H_
