#ifndef SLUICE_DRIVER_GATEWAY_INPUT_FILES_H_
#define SLUICE_DRIVER_GATEWAY_INPUT_FILES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "driver/gateway/classes/java_rdd.h"

namespace sluice::gateway {

// RDDs of files; `path` may have several, with commas between, and globs.

// A line a row; at least so many partitions if there is enough.
absl::StatusOr<std::shared_ptr<JavaRdd>> TextFile(const std::shared_ptr<Context>& context, const std::string& path,
                                                  int partitions);
// So many bytes a row.
absl::StatusOr<std::shared_ptr<JavaRdd>> BinaryRecords(const std::shared_ptr<Context>& context, const std::string& path,
                                                       int bytes);

// A file a row, two frames: its name, and all that it has.
absl::StatusOr<std::shared_ptr<JavaRdd>> WholeFiles(const std::shared_ptr<Context>& context, const std::string& path,
                                                    int partitions, bool is_text);
// What saveAsPickleFile has written, here or in Spark; a partition for each file.
absl::StatusOr<std::shared_ptr<JavaRdd>> ObjectFile(const std::shared_ptr<Context>& context, const std::string& path);
// What a checkpoint of an RDD has written, in a folder.
absl::StatusOr<std::shared_ptr<JavaRdd>> CheckpointFile(const std::shared_ptr<Context>& context,
                                                        const std::string& folder);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_INPUT_FILES_H_
