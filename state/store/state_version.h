#ifndef SLUICE_STATE_STORE_STATE_VERSION_H_
#define SLUICE_STATE_STORE_STATE_VERSION_H_

#include <cstdint>

namespace sluice {

// Versions of state are numbers that grow (times of batches); before the first one there is this, empty.
inline constexpr int64_t kNoStateVersion = -1;

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_VERSION_H_
