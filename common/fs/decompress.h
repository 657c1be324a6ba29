#ifndef SLUICE_COMMON_FS_DECOMPRESS_H_
#define SLUICE_COMMON_FS_DECOMPRESS_H_

#include <memory>
#include <string_view>

#include "common/fs/compression.h"
#include "common/fs/file_system.h"

namespace sluice {

// What is compressed in `file`, several streams one after the other too, in bounded memory. DATA_LOSS: it is damaged,
// or ends too early; the message says where. REQUIRES: `compression` is not kNone.
std::unique_ptr<ByteReader> Decompress(std::string_view path, std::unique_ptr<ByteReader> file,
                                       Compression compression);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_DECOMPRESS_H_
