#ifndef SLUICE_COMMON_PROCESS_OUTPUT_LOG_H_
#define SLUICE_COMMON_PROCESS_OUTPUT_LOG_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sluice {

// What a child process prints goes straight into a file that it appends to, so nothing is lost when the daemon dies.
// The daemon trims the file while it grows: its beginning becomes a hole, and offsets keep their meaning.

// Kept of each stream; a child that prints faster than it is trimmed (once a second) may exceed it for that time.
inline constexpr int64_t kOutputBytesKept = int64_t{64} << 20;

struct OutputChunk {
  std::string bytes;
  int64_t next_offset = 0;  // Where to go on; skips what was trimmed.
};

// What `path` has from `offset` on, `bytes_max` at most; nothing at its end, or when there is no such file yet.
absl::StatusOr<OutputChunk> ReadOutput(const std::string& path, int64_t offset, int64_t bytes_max);

// Gives back the disk space of all but the last `bytes_kept` bytes, by steps of 1 MiB. On a file system without holes
// the file is emptied instead.
absl::Status TrimOutput(const std::string& path, int64_t bytes_kept);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_OUTPUT_LOG_H_
