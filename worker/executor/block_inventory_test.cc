#include "worker/executor/block_inventory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using ::testing::IsEmpty;

BlockId Input(int64_t sequence) { return BlockId::Input(StreamId(1), Epoch(1), sequence); }

TEST(BlockInventoryTest, FreedThingsAreNotTold) {
  BlockInventory inventory;
  inventory.AddBlock({Input(0)});
  EXPECT_FALSE(inventory.AddBlock({Input(0)}));
  inventory.AddMapOutput({ShuffleId(1), 0, {5}});
  inventory.AddMapOutput({ShuffleId(1), 7, {5}});
  inventory.AddMapOutput({ShuffleId(2), 0, {5}});
  inventory.FreeBlock(Input(0));
  inventory.FreeShuffle(ShuffleId(1));
  EXPECT_THAT(inventory.blocks(), IsEmpty());
  ASSERT_EQ(inventory.map_outputs().size(), 1);
  EXPECT_EQ(inventory.map_outputs()[0].shuffle, ShuffleId(2));
}

}  // namespace
}  // namespace sluice
