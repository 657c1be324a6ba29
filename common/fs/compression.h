#ifndef SLUICE_COMMON_FS_COMPRESSION_H_
#define SLUICE_COMMON_FS_COMPRESSION_H_

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"

namespace sluice {

// How a text file is compressed, of the ways that are read here.
enum class Compression { kNone, kBzip2, kDeflate, kGzip, kZstd };

// So many bytes at the begin of a file tell its format, if it has a mark: a shorter head is the whole file.
inline constexpr size_t kFormatMarkBytes = 512;

// By the end of its name, archives too, whether it is read here or not. Such a file cannot be cut.
bool IsNamedCompressed(std::string_view path);

// Of a file that begins with `head`. What it begins with goes before the end of its name. INVALID_ARGUMENT: it is
// compressed in a way that is not read here, or no text file at all; the message says which and what to do.
absl::StatusOr<Compression> CompressionOf(std::string_view path, std::string_view head);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_COMPRESSION_H_
