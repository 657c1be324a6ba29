#ifndef SLUICE_WORKER_BLOCK_BLOCK_FILE_H_
#define SLUICE_WORKER_BLOCK_BLOCK_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/buffer.h"

namespace sluice {

// One block in one file, little endian:
//   8 bytes  magic "SLUBLK01"
//   8 bytes  length of the block
//   8 bytes  XXH3-64 of the block
//   then the block
// Written under a temporary name and renamed, so a file that has its name is whole unless the disk lies.
inline constexpr char kBlockFileMagic[] = "SLUBLK01";
inline constexpr int64_t kBlockFileHeaderBytes = 24;

// On failure (RESOURCE_EXHAUSTED: the disk is full) nothing is left behind. Not synced: blocks die with their process.
absl::Status WriteBlockFile(const std::string& path, const Buffers& data);

// A large block is mapped, not read: its memory is the system's, which takes it back when there is little.
// NOT_FOUND: no such file. DATA_LOSS: it is not what was written, or cannot be read.
absl::StatusOr<Buffer> ReadBlockFile(const std::string& path);

}  // namespace sluice

#endif  // SLUICE_WORKER_BLOCK_BLOCK_FILE_H_
