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
  // Of `life`; what nobody claims until then is nobody's.
  UnclaimedBlocks(DriverLife life, absl::Time until) : life_(life), until_(until) {}

  // False: it is not to be kept.
  bool Add(const AddBlock& block, absl::Time now) {
    if (now >= until_ || block.id.stream().life() >= life_) return false;
    blocks_.push_back(block);
    return true;
  }
  void LoseHolder(ExecutorId holder) {
    std::erase_if(blocks_, [holder](const AddBlock& block) { return block.holder == holder; });
  }
  // Those whose stream some run has now.
  std::vector<AddBlock> Claim(const BlockTable& table) {
    return Take([&](const AddBlock& block) { return table.streams.contains(block.id.stream()); });
  }
  std::vector<AddBlock> TakeOverdue(absl::Time now) {
    return now < until_ ? std::vector<AddBlock>() : std::exchange(blocks_, {});
  }
  std::optional<absl::Time> NextDeadline() const { return blocks_.empty() ? std::nullopt : std::optional(until_); }

 private:
  std::vector<AddBlock> Take(const std::function<bool(const AddBlock&)>& is_wanted) {
    std::vector<AddBlock> taken, others;
    for (AddBlock& block : blocks_) (is_wanted(block) ? taken : others).push_back(std::move(block));
    blocks_ = std::move(others);
    return taken;
  }

  const DriverLife life_;
  const absl::Time until_;
  std::vector<AddBlock> blocks_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_UNCLAIMED_BLOCKS_H_
