#ifndef SLUICE_DRIVER_GATEWAY_FRAME_STREAM_H_
#define SLUICE_DRIVER_GATEWAY_FRAME_STREAM_H_

#include <memory>
#include <vector>

#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/context.h"
#include "engine/dstream/stream_node.h"

namespace sluice::gateway {

// A stream as other streams of the graph see it: without the streaming context, which owns the graph.
struct FrameStream {
  std::shared_ptr<Context> context;
  std::shared_ptr<StreamNode> node;

  // Null: it has none in this batch.
  std::shared_ptr<JavaRdd> RddOf(BatchTime batch) const;
  // An RDD as one of this batch, so that its jobs are the batch's.
  std::shared_ptr<JavaRdd> OfBatch(Rdd rdd, BatchTime batch) const;
  // Those of (to - length, to].
  std::vector<std::shared_ptr<JavaRdd>> Window(BatchTime to, absl::Duration length) const;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_FRAME_STREAM_H_
