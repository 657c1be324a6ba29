#ifndef SLUICE_WORKER_EXECUTOR_BLOCK_INVENTORY_H_
#define SLUICE_WORKER_EXECUTOR_BLOCK_INVENTORY_H_

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/block_id.h"
#include "worker/block/held_block.h"
#include "worker/task/map_output.h"

namespace sluice {

// What this executor has told its driver of blocks, to tell it again after their link broke.
class BlockInventory {
 public:
  // False: known already.
  bool AddBlock(const HeldBlock& block) { return blocks_.emplace(block.id, block).second; }
  void FreeBlock(const BlockId& id) { blocks_.erase(id); }
  const HeldBlock* Find(const BlockId& id) const {  // Null: not here.
    auto found = blocks_.find(id);
    return found == blocks_.end() ? nullptr : &found->second;
  }

  void AddMapOutput(HeldMapOutput output) { map_outputs_[{output.shuffle, output.map_partition}] = std::move(output); }
  void FreeShuffle(ShuffleId shuffle) {
    using Partition = std::numeric_limits<int>;
    map_outputs_.erase(map_outputs_.lower_bound({shuffle, Partition::min()}),
                       map_outputs_.upper_bound({shuffle, Partition::max()}));
  }
  void FreeAllShuffles() { map_outputs_.clear(); }

  std::vector<HeldBlock> blocks() const { return Values<HeldBlock>(blocks_); }
  std::vector<HeldMapOutput> map_outputs() const { return Values<HeldMapOutput>(map_outputs_); }

 private:
  template <class Value, class Map>
  static std::vector<Value> Values(const Map& map) {
    std::vector<Value> values;
    for (const auto& [key, value] : map) values.push_back(value);
    return values;
  }

  std::map<BlockId, HeldBlock> blocks_;
  std::map<std::pair<ShuffleId, int>, HeldMapOutput> map_outputs_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_BLOCK_INVENTORY_H_
