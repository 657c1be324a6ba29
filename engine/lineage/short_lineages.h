#ifndef SLUICE_ENGINE_LINEAGE_SHORT_LINEAGES_H_
#define SLUICE_ENGINE_LINEAGE_SHORT_LINEAGES_H_

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/lineage/job_runner.h"

namespace sluice {

// RDDs that tests of a driver are about: only their shape counts, nobody computes them.

// "lines": partition p is made of blocks[p].
inline Rdd Blocks(std::vector<std::vector<BlockId>> blocks) {
  RddNode node;
  node.partitions = static_cast<int>(blocks.size());
  node.op.name = "lines";
  node.partition_blocks = std::move(blocks);
  return std::make_shared<RddNode>(std::move(node));
}

// "reduceByKey", whose map side is "combine".
inline Rdd Shuffled(const Rdd& parent, ShuffleId id, int reducers) {
  auto shuffle = std::make_shared<ShuffleDependency>();
  shuffle->id = id;
  shuffle->parent = parent;
  shuffle->writer.name = "combine";
  shuffle->reducers = reducers;
  RddNode node;
  node.partitions = reducers;
  node.op.name = "reduceByKey";
  node.shuffle = std::move(shuffle);
  return std::make_shared<RddNode>(std::move(node));
}
// By a shuffle of no life.
inline Rdd Shuffled(const Rdd& parent, int number, int reducers) {
  return Shuffled(parent, ShuffleId(number), reducers);
}

// "collect": all partitions.
inline JobSpec Collect(const Rdd& rdd, std::optional<BatchKey> batch = std::nullopt) {
  JobSpec spec{.rdd = rdd, .terminal = {.name = "collect"}, .batch = batch};
  for (int p = 0; p < rdd->partitions; ++p) spec.partitions.push_back(p);
  return spec;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_SHORT_LINEAGES_H_
