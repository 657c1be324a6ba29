#ifndef SLUICE_ENGINE_VARIABLES_VARIABLE_KEY_H_
#define SLUICE_ENGINE_VARIABLES_VARIABLE_KEY_H_

#include <atomic>
#include <cstdint>

namespace sluice {

// A number that no other broadcast variable or accumulator of this process has: with the life of its driver it is one
// of the application's (VariableKey).
inline int64_t NextVariableNumber() {
  static std::atomic<int64_t> next{0};
  return next++;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_VARIABLES_VARIABLE_KEY_H_
