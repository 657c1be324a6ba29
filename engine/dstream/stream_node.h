#ifndef SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "common/base/ids.h"
#include "engine/rdd/node.h"

namespace sluice {

// One stream of the graph: an RDD for each batch. Untyped; typed handles are in api/. Used by the thread that builds
// the graph, then by the one that runs batches.
class StreamNode {
 public:
  using Compute = std::function<Rdd(BatchTime)>;

  // `compute` asks the parents for their RDDs of the same batch; it is called once for each batch, however many streams
  // and outputs read this one, so that they share its shuffles.
  StreamNode(absl::Duration slide, Compute compute) : slide_(slide), compute_(std::move(compute)) {}
  StreamNode(const StreamNode&) = delete;

  // Every how long the stream has an RDD.
  absl::Duration slide() const { return slide_; }
  Rdd Get(BatchTime batch) {
    auto found = rdds_.find(batch);
    if (found == rdds_.end()) found = rdds_.emplace(batch, compute_(batch)).first;
    return found->second;
  }
  // RDDs of batches up to this one are not asked for again.
  void ForgetUntil(BatchTime batch) { rdds_.erase(rdds_.begin(), rdds_.upper_bound(batch)); }

 private:
  const absl::Duration slide_;
  const Compute compute_;
  std::map<BatchTime, Rdd> rdds_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_NODE_H_
