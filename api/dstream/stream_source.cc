#include "api/dstream/stream_source.h"

#include "api/core/error.h"
#include "engine/dstream/retention.h"
#include "engine/dstream/stream_node.h"

namespace sluice::internal {
namespace {

void CheckTogether(const ParentStream& first, const ParentStream& other) {
  if (other.program != first.program) {
    throw Error(absl::InvalidArgumentError("Some of the DStreams have different contexts"));
  }
  if (other.node->slide() != first.node->slide()) {
    throw Error(absl::InvalidArgumentError("Some of the DStreams have different slide durations"));
  }
}

}  // namespace

void KeepRddsOf(StreamNode& stream, std::function<Rdd(Rdd)> keep) { stream.retention().SetKeep(std::move(keep)); }

std::shared_ptr<StreamNode> AddTransformed(absl::Span<const ParentStream> parents, ComputeRdd compute) {
  std::vector<std::shared_ptr<StreamNode>> nodes;
  for (const ParentStream& parent : parents) {
    CheckTogether(parents[0], parent);
    nodes.push_back(parent.node);
  }
  // Without the context, which owns the graph that this is used in.
  auto rdd_of = [&jobs = parents[0].program->app().jobs(), nodes,
                 compute = std::move(compute)](BatchTime batch) -> Rdd {
    std::vector<RddHandle> rdds;
    for (const auto& node : nodes) {
      Rdd rdd = node->Get(batch);
      if (rdd == nullptr) return nullptr;
      rdds.emplace_back(jobs, std::move(rdd), node->KeyOf(batch));
    }
    return compute(rdds, Time(batch.value())).node();
  };
  return parents[0].program->AddStream(
      {.parents = nodes, .slide = parents[0].node->slide(), .compute = std::move(rdd_of)});
}

}  // namespace sluice::internal
