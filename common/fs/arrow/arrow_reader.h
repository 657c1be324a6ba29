#ifndef SLUICE_COMMON_FS_ARROW_ARROW_READER_H_
#define SLUICE_COMMON_FS_ARROW_ARROW_READER_H_

#include <arrow/io/interfaces.h>

#include <cstdint>
#include <memory>
#include <string>

#include "common/fs/file_system.h"

namespace sluice {

// Reads in pieces that are large enough for a server to be worth asking, the next one while the last is used. Up to
// `end` they are large, after it small: there only the end of a line is wanted.
absl::StatusOr<std::unique_ptr<FileReader>> ReadAhead(std::shared_ptr<arrow::io::RandomAccessFile> file,
                                                      std::string path, int64_t begin, int64_t end);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_ARROW_ARROW_READER_H_
