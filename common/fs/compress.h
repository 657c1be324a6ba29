#ifndef SLUICE_COMMON_FS_COMPRESS_H_
#define SLUICE_COMMON_FS_COMPRESS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/fs/compression.h"

namespace sluice {

// What Decompress makes the text of again. RESOURCE_EXHAUSTED: there is no memory for it.
absl::StatusOr<std::string> Compress(std::string_view text, Compression compression);

// What the name of such a file ends with, ".gz"; nothing for kNone.
std::string_view SuffixOf(Compression compression);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_COMPRESS_H_
