#ifndef SLUICE_STATE_STORE_SNAPSHOT_H_
#define SLUICE_STATE_STORE_SNAPSHOT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "state/store/state_folder.h"

namespace sluice {

// Writes the snapshot of a version out of the one before it and the changes since, all of them files: the store itself
// goes on undisturbed. Of each key the newest record counts, so it goes over the changes from the newest to the oldest,
// and needs memory for the keys that it has seen: 24 to 48 bytes each. If these would exceed `memory_bytes_max`, it
// goes over the files again for those left. Besides that it needs memory for one part at a time. Returns the snapshot's
// bytes; does nothing but tell a size of 0 if it is there. ABORTED: changes were written again between two passes.
absl::StatusOr<int64_t> WriteSnapshot(const StateFolder& folder, int64_t version, uint64_t nonce,
                                      int64_t memory_bytes_max);

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_SNAPSHOT_H_
