#include "api/text_file.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "api/error.h"
#include "engine/rdd/file_rows.h"
#include "engine/rdd/lineage.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::string path = entry->path().string();
    if (IsVisibleFile(path) && entry->is_regular_file()) files.push_back(std::move(path));
  }
  if (error) throw Error(absl::UnavailableError("cannot list " + folder + ": " + error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> FilesOf(const std::string& path) {
  glob_t found{};
  (void)glob(path.c_str(), GLOB_BRACE, nullptr, &found);
  std::vector<std::string> matches(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  if (matches.empty()) throw Error(absl::NotFoundError("Input path does not exist: " + path));
  std::vector<std::string> files;
  for (std::string& match : matches) {
    std::vector<std::string> more = fs::is_directory(match) ? FilesIn(match) : std::vector{std::move(match)};
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

int64_t TotalBytes(const std::vector<std::string>& paths) {
  int64_t bytes = 0;
  for (const std::string& path : paths) {
    std::error_code error;
    auto size = fs::file_size(path, error);
    if (!error) bytes += static_cast<int64_t>(size);
  }
  return bytes;
}

}  // namespace

std::string AbsolutePath(std::string_view path) {
  for (std::string_view scheme : {"file://", "file:"}) {
    if (path.starts_with(scheme)) path.remove_prefix(scheme.size());
  }
  return fs::absolute(path).string();
}

bool IsVisibleFile(const std::string& path) {
  char first = path[path.rfind('/') + 1];
  return first != '.' && first != '_';
}

RDD<std::string_view> textFile(Application& app, const std::string& path, int minPartitions) {
  std::vector<std::string> files = FilesOf(AbsolutePath(path));
  int64_t share = TotalBytes(files) / std::max(minPartitions, 1);
  Rdd lines = LinesOfFiles(app.jobs(), files, std::clamp<int64_t>(share, 1, kFilePartitionBytes));
  return RDD<std::string_view>(RddHandle(app.jobs(), std::move(lines), BatchTime(0)));
}

Rdd LinesOfFiles(JobRunner& jobs, const std::vector<std::string>& paths, int64_t partition_bytes) {
  std::vector<FilePartition> partitions = PartitionFiles(paths, partition_bytes);
  return SourceRdd(jobs, RefTo<FileLinesOp>("textFile", partitions), static_cast<int>(partitions.size()));
}

Rdd RecordsOfFiles(JobRunner& jobs, const std::vector<std::string>& paths, int record_bytes) {
  std::vector<FilePartition> partitions = PartitionFiles(paths, FileRange::kToTheEnd);
  OperatorRef op = RefTo<FileRecordsOp>("binaryRecords", {partitions, record_bytes});
  return SourceRdd(jobs, std::move(op), static_cast<int>(partitions.size()));
}

}  // namespace sluice
