#include "engine/dstream/stream_graph.h"

#include <utility>

#include "common/base/status.h"
#include "engine/rdd/lineage.h"

namespace sluice {

std::shared_ptr<StreamNode> StreamGraph::AddStream(StreamNode::Compute compute) {
  nodes_.push_back(std::make_shared<StreamNode>(interval_, std::move(compute)));
  return nodes_.back();
}

std::shared_ptr<StreamNode> StreamGraph::AddInput(InputStreamSpec input, OperatorRef reader) {
  input.id = StreamId(static_cast<int32_t>(inputs_.size()));
  inputs_.push_back(std::move(input));
  return AddStream([this, id = inputs_.back().id, reader = std::move(reader)](BatchTime) {
    auto found = blocks_->find(id);
    return BlockRdd(jobs_, reader, found == blocks_->end() ? StreamBlocks() : found->second);
  });
}

StreamingPlan StreamGraph::PlanOf(std::shared_ptr<StreamGraph> graph) {
  StreamingPlan plan{.interval = graph->interval_, .inputs = graph->inputs_};
  plan.run_batch = [graph = std::move(graph)](BatchTime batch, const BatchBlocks& blocks) {
    return graph->RunBatch(batch, blocks);
  };
  return plan;
}

absl::Status StreamGraph::RunBatch(BatchTime batch, const BatchBlocks& blocks) {
  absl::Status first_error;
  blocks_ = &blocks;
  for (size_t i = 0; i < outputs_.size(); ++i) {
    first_error.Update(Annotate(outputs_[i](batch), "Error running job streaming job ", batch.value(), " ms.", i));
  }
  blocks_ = nullptr;
  for (auto& node : nodes_) node->ForgetUntil(batch);
  return first_error;
}

}  // namespace sluice
