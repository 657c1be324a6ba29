#ifndef SLUICE_DRIVER_GATEWAY_KEPT_RDD_H_
#define SLUICE_DRIVER_GATEWAY_KEPT_RDD_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/frame_stream.h"
#include "engine/dstream/stream_spec.h"

namespace sluice::gateway {

// How the rows of an RDD are kept, as in api/rdd/persist_rdd_functions.h.
absl::Status Persist(const JavaRdd& rdd, const JavaStorageLevel& level);
absl::Status Checkpoint(const JavaRdd& rdd);
void LocalCheckpoint(const JavaRdd& rdd);
// Each RDD of a stream from now on, unless the program has said another level of it.
void PersistEach(const FrameStream& stream, const JavaStorageLevel& level);
// The same of what several windows read, unless it lies ready anyway.
void PersistForWindows(const FrameStream& stream);

// Rows in a folder of the checkpoint directory that is new, and back: the same partitions.
absl::Status SaveFrames(const JavaRdd& rdd, const std::string& folder);
std::shared_ptr<JavaRdd> SavedFrames(const std::shared_ptr<Context>& context, const std::string& folder);
// How a later run of the program gets back what it looks back at.
RddFiles FramesFiles(Application& application);
// The same for a state: what is saved gives up how it was computed. Null is saved as an RDD without partitions.
RddFiles StateFiles(const std::shared_ptr<Context>& context);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_KEPT_RDD_H_
