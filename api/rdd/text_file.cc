#include "api/rdd/text_file.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "api/core/error.h"
#include "common/fs/input_files.h"
#include "engine/lineage/lineage.h"
#include "engine/rows/files/file_rows.h"

namespace sluice {
namespace {

int64_t TotalBytes(const std::vector<FoundFile>& files) {
  return std::accumulate(files.begin(), files.end(), int64_t{0},
                         [](int64_t bytes, const FoundFile& file) { return bytes + file.bytes; });
}

}  // namespace

RDD<std::string_view> textFile(Application& app, const InputPaths& paths, int minPartitions) {
  std::vector<FoundFile> files = internal::ValueOrThrow(FindInputFiles(paths.absolute()));
  int64_t share = TotalBytes(files) / std::max(minPartitions, 1);
  Rdd lines = internal::LinesOfFiles(app.jobs(), files, std::clamp<int64_t>(share, 1, internal::kFilePartitionBytes));
  return RDD<std::string_view>(internal::RddHandle(app.jobs(), std::move(lines)));
}

Rdd internal::LinesOfFiles(JobRunner& jobs, const std::vector<FoundFile>& files, int64_t partition_bytes) {
  std::vector<FilePartition> partitions = PartitionFiles(files, partition_bytes);
  return SourceRdd(jobs, RefTo<FileLinesOp>("textFile", partitions), static_cast<int>(partitions.size()));
}

Rdd internal::RecordsOfFiles(JobRunner& jobs, const std::vector<FoundFile>& files, int record_bytes) {
  std::vector<FilePartition> partitions = PartitionFiles(files, FileRange::kToTheEnd);
  OperatorRef op = RefTo<FileRecordsOp>("binaryRecords", {partitions, record_bytes});
  return SourceRdd(jobs, std::move(op), static_cast<int>(partitions.size()));
}

}  // namespace sluice
