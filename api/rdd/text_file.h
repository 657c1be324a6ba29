#ifndef SLUICE_API_RDD_TEXT_FILE_H_
#define SLUICE_API_RDD_TEXT_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/core/application.h"
#include "api/rdd/input_paths.h"
#include "api/rdd/rdd.h"

namespace sluice {

struct FoundFile;

// The lines of files, of the files in folders, and of all that globs stand for, in at least `minPartitions` partitions
// if there is so much to read: textFile(app, "a.txt,logs/*.txt"). Names that begin with '.' or '_', or are those of
// files on their way (as NAME._COPYING_, NAME.part or NAME~), are passed by, unless a path asks for such a name. Paths
// must be the same for all machines: on a disk that they share, or URIs that Arrow knows, as
// s3://bucket/logs/*.txt?region=eu-central-1. They are looked at now, and read by jobs.
// What gzip, bzip2, zstd and deflate (.gz, .bz2, .zst, .deflate) have compressed is read as what it was, a partition
// for each file; of a renamed one the first partition has all. What is compressed in another way, an archive, or a file
// of records as Parquet fails its tasks with its name and format, and is never taken for text.
RDD<std::string_view> textFile(Application& app, const InputPaths& paths, int minPartitions = 2);

}  // namespace sluice

namespace sluice::internal {

// A partition for each file, for larger ones several, as Spark cuts local files; many small ones share.
inline constexpr int64_t kFilePartitionBytes = 32 * 1024 * 1024;
Rdd LinesOfFiles(JobRunner& jobs, const std::vector<FoundFile>& files, int64_t partition_bytes = kFilePartitionBytes);
// Records of one length, a partition for each file; many small ones share.
Rdd RecordsOfFiles(JobRunner& jobs, const std::vector<FoundFile>& files, int record_bytes);

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_TEXT_FILE_H_
