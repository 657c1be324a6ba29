#include "driver/gateway/input_files.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "api/rdd/input_paths.h"
#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "common/fs/input_files.h"
#include "driver/gateway/java_error.h"
#include "engine/python/pickle_file.h"
#include "engine/rows/files/file_rows.h"
#include "engine/rows/files/object_file.h"
#include "engine/rows/files/whole_files.h"

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

absl::StatusOr<std::shared_ptr<JavaRdd>> WholeFiles(const std::shared_ptr<Context>& context, const std::string& path,
                                                    int partitions, bool is_text) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> files, Find(path));
  const std::vector<std::vector<FoundFile>> shares = ShareFiles(files, partitions);
  Rdd source = SourceRdd(context->jobs(), RefTo<WholeFilesOp>("wholeTextFiles", {shares, is_text}),
                         static_cast<int>(shares.size()));
  return std::make_shared<JavaPairRdd>(context, std::move(source));
}

absl::StatusOr<std::shared_ptr<JavaRdd>> ObjectFile(const std::shared_ptr<Context>& context, const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> files, Find(path));
  std::vector<std::string> paths;
  for (const FoundFile& file : files) paths.push_back(file.path);
  return SourceOf(context, RefTo<PickleFileOp>("objectFile", paths), paths.size());
}

absl::StatusOr<std::shared_ptr<JavaRdd>> CheckpointFile(const std::shared_ptr<Context>& context,
                                                        const std::string& folder) {
  absl::StatusOr<std::vector<std::string>> parts = FindParts(AbsolutePath(folder));
  if (!parts.ok()) return JavaError(kSparkException, ToStd(parts.status().message()));
  return SourceOf(context, RefTo<ObjectFileOp<FrameRow>>("checkpoint", *parts), parts->size());
}

}  // namespace sluice::gateway
