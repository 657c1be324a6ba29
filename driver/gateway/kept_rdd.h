#ifndef SLUICE_DRIVER_GATEWAY_KEPT_RDD_H_
#define SLUICE_DRIVER_GATEWAY_KEPT_RDD_H_

#include "absl/status/status.h"
#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/frame_stream.h"

namespace sluice::gateway {

// How the rows of an RDD are kept, as in api/rdd/persist_rdd_functions.h.
absl::Status Persist(const JavaRdd& rdd, const JavaStorageLevel& level);
absl::Status Checkpoint(const JavaRdd& rdd);
void LocalCheckpoint(const JavaRdd& rdd);
// Each RDD of a stream from now on, unless the program has said another level of it.
void PersistEach(const FrameStream& stream, const JavaStorageLevel& level);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_KEPT_RDD_H_
