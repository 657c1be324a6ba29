#ifndef SLUICE_ENGINE_ROWS_FILES_INPUT_FILE_H_
#define SLUICE_ENGINE_ROWS_FILES_INPUT_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/file_system.h"

namespace sluice {

// Bytes of a file: [begin, end).
struct FileRange {
  static constexpr int64_t kToTheEnd = INT64_MAX;
  FoundFile file;
  int64_t begin = 0;
  int64_t end = kToTheEnd;
};

// What one task reads, in this order.
using FilePartition = std::vector<FileRange>;

// The files as they were found, cut into ranges of at most `bytes_max`, a partition for each, none for empty files;
// many small ones share, so that a million files are no million tasks. Those whose name says that they are compressed
// are not cut.
std::vector<FilePartition> PartitionFiles(const std::vector<FoundFile>& files, int64_t bytes_max);

// The file of a range, from where it begins less `before`, though it was renamed in its folder (renamed_file.h).
absl::StatusOr<std::unique_ptr<FileReader>> OpenRange(const FileRange& range, int64_t before = 0);
// A file was longer when it was found: what was at its end would be missing.
absl::Status FileBecameShorter(const FileRange& range, int64_t missing);

// The lines that begin in a range of a file, a few hundred kilobytes at a time. A line belongs to the range in which it
// begins, so ranges side by side have every line once. What came behind the last range since is not read. The lines of
// a compressed file begin in the range that begins with it, whatever its name is.
class FileLines {
 public:
  // INVALID_ARGUMENT: it is no text, see CompressionOf.
  static absl::StatusOr<FileLines> Open(const FileRange& range);
  // Whole lines, good until the next call; a last line of the file needs no '\n'. Empty: no more. RESOURCE_EXHAUSTED: a
  // line is too long. DATA_LOSS: the file ends before the range does.
  absl::StatusOr<std::string_view> Next();

 private:
  FileLines(std::unique_ptr<ByteReader> file, const FileRange& range);

  absl::Status Fill();
  std::string_view Unread() const {
    return std::string_view(buffer_).substr(unread_begin_, unread_end_ - unread_begin_);
  }
  bool SkipFirstLine();
  size_t WholeLines() const;

  std::unique_ptr<ByteReader> file_;
  FileRange range_;
  std::string buffer_;
  size_t unread_begin_ = 0;
  size_t unread_end_ = 0;
  int64_t left_;  // A line is in the range if it begins less than this after unread_begin_.
  bool at_end_ = false;
  bool skip_first_;  // What comes first is the rest of a line that began before the range.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILES_INPUT_FILE_H_
