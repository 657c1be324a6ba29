#ifndef SLUICE_ENGINE_DSTREAM_STREAM_GRAPH_H_
#define SLUICE_ENGINE_DSTREAM_STREAM_GRAPH_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/dstream/stream_node.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/rdd/job_runner.h"

namespace sluice {

// The streams of a streaming program and what is done with them. Built by one thread; after PlanOf only its run_batch
// may touch the graph.
class StreamGraph {
 public:
  // `jobs` outlives the graph.
  StreamGraph(JobRunner& jobs, absl::Duration interval) : jobs_(jobs), interval_(interval) {}
  StreamGraph(const StreamGraph&) = delete;

  absl::Duration interval() const { return interval_; }
  bool has_outputs() const { return !outputs_.empty(); }

  std::shared_ptr<StreamNode> AddStream(StreamNode::Compute compute);
  // `reader` is the operator that turns blocks into rows. `input.id` is given here.
  std::shared_ptr<StreamNode> AddInput(InputStreamSpec input, OperatorRef reader);
  // Outputs run in each batch, in the order they were added.
  void AddOutput(std::function<absl::Status(BatchTime)> output) { outputs_.push_back(std::move(output)); }

  // What the backend is to run; keeps the graph alive.
  static StreamingPlan PlanOf(std::shared_ptr<StreamGraph> graph);

 private:
  // All outputs run, also after one has failed; the first error comes back with the output's name.
  absl::Status RunBatch(BatchTime batch, const BatchBlocks& blocks);

  JobRunner& jobs_;
  const absl::Duration interval_;
  std::vector<InputStreamSpec> inputs_;
  std::vector<std::shared_ptr<StreamNode>> nodes_;
  std::vector<std::function<absl::Status(BatchTime)>> outputs_;
  const BatchBlocks* blocks_ = nullptr;  // Of the batch that runs.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAM_GRAPH_H_
