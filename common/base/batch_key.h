#ifndef SLUICE_COMMON_BASE_BATCH_KEY_H_
#define SLUICE_COMMON_BASE_BATCH_KEY_H_

#include <compare>
#include <ostream>
#include <string>
#include <utility>

#include "common/base/ids.h"

namespace sluice {

// Names a batch: runs of one application may have batches of equal times.
struct BatchKey {
  RunId run;
  BatchTime time;
  constexpr auto operator<=>(const BatchKey&) const = default;

  template <class H>
  friend H AbslHashValue(H h, const BatchKey& key) {
    return H::combine(std::move(h), key.run, key.time);
  }
};

// "5000 ms of run 0".
inline std::ostream& operator<<(std::ostream& out, const BatchKey& key) {
  return out << key.time << " ms of run " << key.run;
}
inline std::string ToString(const BatchKey& key) {
  return std::to_string(key.time.value()) + " ms of run " + std::to_string(key.run.value());
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_BATCH_KEY_H_
