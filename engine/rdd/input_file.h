#ifndef SLUICE_ENGINE_RDD_INPUT_FILE_H_
#define SLUICE_ENGINE_RDD_INPUT_FILE_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sluice {

// Bytes of a file: [begin, end).
struct FileRange {
  static constexpr int64_t kToTheEnd = INT64_MAX;
  std::string path;
  int64_t begin = 0;
  int64_t end = kToTheEnd;
};

// What one task reads, in this order.
using FilePartition = std::vector<FileRange>;

// The files as they are now, cut into ranges of at most `bytes_max`, a partition for each; many small ones share, so
// that a million files are no million tasks. A file that cannot be looked at is one range: who reads it says what is
// wrong.
std::vector<FilePartition> PartitionFiles(const std::vector<std::string>& paths, int64_t bytes_max);

// A file that is read from front to back. Every error names the path. Not thread-safe.
class InputFile {
 public:
  static absl::StatusOr<InputFile> Open(const std::string& path, int64_t from);
  // Fills `room`, unless the file ends before; returns how many bytes it has.
  absl::StatusOr<size_t> Read(char* room, size_t bytes);
  int64_t bytes() const;  // 0: not known.
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  InputFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
};

// The lines that begin in a range of a file, a few hundred kilobytes at a time. A line belongs to the range in which it
// begins, so ranges side by side have every line once.
class FileLines {
 public:
  static absl::StatusOr<FileLines> Open(const FileRange& range);
  // Whole lines, good until the next call; a last line of the file needs no '\n'. Empty: no more. RESOURCE_EXHAUSTED: a
  // line is too long.
  absl::StatusOr<std::string_view> Next();

 private:
  FileLines(InputFile file, const FileRange& range);

  absl::Status Fill();
  std::string_view Unread() const { return std::string_view(buffer_).substr(begin_, filled_ - begin_); }
  bool SkipFirstLine();
  size_t WholeLines() const;

  InputFile file_;
  std::string buffer_;
  size_t begin_ = 0;   // Of what has not been given out yet,
  size_t filled_ = 0;  // and its end.
  int64_t left_;       // A line is in the range if it begins less than this after begin_.
  bool at_end_ = false;
  bool skip_first_;  // What comes first is the rest of a line that began before the range.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_INPUT_FILE_H_
