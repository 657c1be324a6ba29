#ifndef SLUICE_STATE_STORE_SNAPSHOT_H_
#define SLUICE_STATE_STORE_SNAPSHOT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "state/store/state_folder.h"

namespace sluice {

// Writes the snapshot of a version out of the one before it and the changes since, all of them files: the store itself
// goes on undisturbed. Needs `memory_bytes_max` for the keys that have changed, and reads the files once for each such
// share of them, besides that one part at a time. Returns the snapshot's bytes; does nothing but tell a size of 0 if it
// is there.
absl::StatusOr<int64_t> WriteSnapshot(const StateFolder& folder, int64_t version, uint64_t nonce,
                                      int64_t memory_bytes_max);

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_SNAPSHOT_H_
