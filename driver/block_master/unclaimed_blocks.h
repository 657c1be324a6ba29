#ifndef SLUICE_DRIVER_BLOCK_MASTER_UNCLAIMED_BLOCKS_H_
#define SLUICE_DRIVER_BLOCK_MASTER_UNCLAIMED_BLOCKS_H_

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "driver/block_master/block_update.h"

namespace sluice {

// What executors hold of streams of former lives, until a run takes these streams over. Not thread-safe.
class UnclaimedBlocks {
 public:
  struct Block {
    ExecutorId from;  // It has told of it.
    AddBlock add;
  };

  // Of `life`; what nobody claims until then is nobody's.
  UnclaimedBlocks(DriverLife life, absl::Time until) : life_(life), until_(until) {}

  // False: it is not to be kept.
  bool Add(const Block& block, absl::Time now) {
    if (now >= until_ || block.add.id.stream().life() >= life_) return false;
    blocks_.push_back(block);
    return true;
  }
  // What it has found in a log is found again by the next start of that receiver.
  void LoseExecutor(ExecutorId executor) {
    std::erase_if(blocks_, [executor](const Block& block) { return block.from == executor; });
  }
  // Those whose stream some run has now.
  std::vector<Block> Claim(const BlockTable& table) {
    return Take([&](const Block& block) { return table.streams.contains(block.add.id.stream()); });
  }
  std::vector<Block> TakeOverdue(absl::Time now) {
    return now < until_ ? std::vector<Block>() : std::exchange(blocks_, {});
  }
  std::optional<absl::Time> NextDeadline() const { return blocks_.empty() ? std::nullopt : std::optional(until_); }

 private:
  std::vector<Block> Take(const std::function<bool(const Block&)>& is_wanted) {
    std::vector<Block> taken, others;
    for (Block& block : blocks_) (is_wanted(block) ? taken : others).push_back(std::move(block));
    blocks_ = std::move(others);
    return taken;
  }

  const DriverLife life_;
  const absl::Time until_;
  std::vector<Block> blocks_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_UNCLAIMED_BLOCKS_H_
