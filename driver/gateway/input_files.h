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

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_INPUT_FILES_H_
