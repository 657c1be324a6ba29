#include "driver/gateway/input_files.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "api/rdd/input_paths.h"
#include "common/base/status.h"
#include "common/fs/input_files.h"
#include "driver/gateway/java_error.h"
#include "engine/rows/files/file_rows.h"

namespace sluice::gateway {
namespace {

constexpr int64_t kPartitionBytesMax = int64_t{32} << 20;

absl::StatusOr<std::vector<FoundFile>> Find(const std::string& path) {
  absl::StatusOr<std::vector<FoundFile>> files = FindInputFiles(InputPaths(path).absolute());
  if (absl::IsNotFound(files.status())) {
    return JavaError("org.apache.hadoop.mapred.InvalidInputException", ToStd(files.status().message()));
  }
  return files;
}

std::shared_ptr<JavaRdd> SourceOf(const std::shared_ptr<Context>& context, OperatorRef op, size_t partitions) {
  return std::make_shared<JavaRdd>(context, SourceRdd(context->jobs(), std::move(op), static_cast<int>(partitions)));
}

}  // namespace

absl::StatusOr<std::shared_ptr<JavaRdd>> TextFile(const std::shared_ptr<Context>& context, const std::string& path,
                                                  int partitions) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> files, Find(path));
  const int64_t bytes = std::accumulate(files.begin(), files.end(), int64_t{0},
                                        [](int64_t sum, const FoundFile& file) { return sum + file.bytes; });
  const int64_t share = std::clamp<int64_t>(bytes / std::max(partitions, 1), 1, kPartitionBytesMax);
  const std::vector<FilePartition> ranges = PartitionFiles(files, share);
  return SourceOf(context, RefTo<FileLinesOp>("textFile", ranges), ranges.size());
}

absl::StatusOr<std::shared_ptr<JavaRdd>> BinaryRecords(const std::shared_ptr<Context>& context, const std::string& path,
                                                       int bytes) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> files, Find(path));
  const std::vector<FilePartition> ranges = PartitionFiles(files, FileRange::kToTheEnd);
  return SourceOf(context, RefTo<FileRecordsOp>("binaryRecords", {ranges, bytes}), ranges.size());
}

}  // namespace sluice::gateway
