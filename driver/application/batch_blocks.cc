#include "driver/application/batch_blocks.h"

namespace sluice {

BatchBlocks GroupBlocks(const BlockTable& table, BatchTime batch) {
  BatchBlocks grouped;
  const BlockId* last = nullptr;
  int32_t last_slot = BlockState::kUnknownSlot;
  for (const BlockId& id : table.BlocksOf(batch)) {  // By stream, epoch, sequence.
    StreamBlocks& partitions = grouped[StreamId(id.owner)];
    int32_t slot = table.Find(id)->slot;
    bool same_epoch = last != nullptr && last->owner == id.owner && last->group == id.group;
    bool same_slot = slot == BlockState::kUnknownSlot || slot == last_slot;
    if (!same_epoch || !same_slot) partitions.emplace_back();
    partitions.back().push_back(id);
    if (!same_epoch || slot != BlockState::kUnknownSlot) last_slot = slot;
    last = &id;
  }
  return grouped;
}

}  // namespace sluice
