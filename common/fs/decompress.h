#ifndef SLUICE_COMMON_FS_DECOMPRESS_H_
#define SLUICE_COMMON_FS_DECOMPRESS_H_

#include <memory>
#include <string>
#include <string_view>

#include "common/fs/file_system.h"

namespace sluice {

// By the end of the name: .gz and .zst. Such files are read from front to back or not at all.
bool IsCompressed(std::string_view path);

// What is compressed in `file`, several streams one after the other too, in bounded memory. DATA_LOSS: it is damaged,
// or ends too early.
std::unique_ptr<FileReader> Decompress(std::string_view path, std::unique_ptr<FileReader> file);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_DECOMPRESS_H_
