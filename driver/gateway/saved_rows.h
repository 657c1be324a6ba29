#ifndef SLUICE_DRIVER_GATEWAY_SAVED_ROWS_H_
#define SLUICE_DRIVER_GATEWAY_SAVED_ROWS_H_

#include <string>

#include "absl/status/status.h"
#include "driver/gateway/classes/java_rdd.h"

namespace sluice::gateway {

// An RDD in files, a part for each partition, in a folder that must be new: each row as a line,
absl::Status SaveText(const JavaRdd& rdd, const std::string& path);
// compressed by a codec of Hadoop, named by its class,
absl::Status SaveCompressedText(const JavaRdd& rdd, const std::string& path, const std::string& codec);
// or as Spark saves objects, see pickle_file.h.
absl::Status SaveObjects(const JavaRdd& rdd, const std::string& path);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_SAVED_ROWS_H_
