#include "engine/lineage/lineage.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "engine/lineage/rdd_cell.h"

namespace sluice {
namespace {

std::shared_ptr<RddNode> NewNode(JobRunner& jobs, OperatorRef op, int partitions) {
  auto node = std::make_shared<RddNode>();
  node->id = jobs.NextRddId();
  node->partitions = partitions;
  node->op = std::move(op);
  return node;
}

}  // namespace

int ClampPartitions(int64_t partitions) {
  return static_cast<int>(std::min<int64_t>(partitions, std::numeric_limits<int>::max()));
}

Rdd SourceRdd(JobRunner& jobs, OperatorRef op, int partitions) {
  return WithCell(NewNode(jobs, std::move(op), partitions));
}

Rdd BlockRdd(JobRunner& jobs, OperatorRef op, std::vector<std::vector<BlockId>> blocks,
             std::optional<BatchTime> batch) {
  auto node = NewNode(jobs, std::move(op), static_cast<int>(blocks.size()));
  node->partition_blocks = std::move(blocks);
  node->batch = batch;
  return WithCell(std::move(node));
}

Rdd NarrowRdd(JobRunner& jobs, OperatorRef op, Rdd parent, std::optional<Partitioning> partitioning) {
  int partitions = parent->partitions;
  return NarrowRdd(jobs, std::move(op), {{.parent = std::move(parent)}}, partitions, std::move(partitioning));
}

Rdd NarrowRdd(JobRunner& jobs, OperatorRef op, std::vector<NarrowDependency> inputs, int partitions,
              std::optional<Partitioning> partitioning) {
  auto node = NewNode(jobs, std::move(op), partitions);
  node->narrow = std::move(inputs);
  node->partitioning = std::move(partitioning);
  return WithCell(std::move(node));
}

Rdd UnionRdd(JobRunner& jobs, OperatorRef op, const std::vector<Rdd>& parents) {
  auto node = NewNode(jobs, std::move(op), 0);
  for (const Rdd& parent : parents) {
    node->narrow.push_back({.parent = parent});
    node->partitions = ClampPartitions(int64_t{node->partitions} + parent->partitions);
    node->union_ends.push_back(node->partitions);
  }
  return WithCell(std::move(node));
}

Rdd ShuffledRdd(JobRunner& jobs, OperatorRef writer, OperatorRef reader, Rdd parent, int reducers,
                std::optional<Partitioning> partitioning) {
  auto shuffle = std::make_shared<ShuffleDependency>();
  shuffle->id = jobs.NextShuffleId();
  shuffle->parent = std::move(parent);
  shuffle->writer = std::move(writer);
  shuffle->reducers = reducers;
  shuffle->on_unused = [&jobs](ShuffleId id) { jobs.FreeShuffle(id); };
  auto node = NewNode(jobs, std::move(reader), reducers);
  node->shuffle = std::move(shuffle);
  node->partitioning = std::move(partitioning);
  return WithCell(std::move(node));
}

Rdd KeptRdd(JobRunner& jobs, OperatorRef writer, OperatorRef reader, Rdd parent) {
  int partitions = parent->partitions;
  std::optional<Partitioning> partitioning = parent->partitioning;
  return ShuffledRdd(jobs, std::move(writer), std::move(reader), std::move(parent), partitions,
                     std::move(partitioning));
}

}  // namespace sluice
