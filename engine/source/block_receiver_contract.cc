#include "engine/source/block_receiver_contract.h"

#include <algorithm>
#include <string>

namespace sluice {

void BlockReceiverContract::Start() {
  receiver_ = world_->MakeReceiver();
  receiver_->Start(host_);
}

void BlockReceiverContract::AwaitRows() {
  world_->Give();
  ASSERT_TRUE(host_.Saw("block "));
}

size_t BlockReceiverContract::FirstEvent(const std::string& begin) {
  const std::vector<std::string> events = host_.events();
  auto found =
      std::find_if(events.begin(), events.end(), [&](const std::string& event) { return event.starts_with(begin); });
  return found - events.begin();
}

TEST_P(BlockReceiverContract, ItSaysThatItIsStartedAndStoresRows) {
  Start();
  AwaitRows();
  EXPECT_TRUE(host_.Saw("started"));
  EXPECT_GT(host_.records(), 0);
}

TEST_P(BlockReceiverContract, ACutIsToldOnceBehindTheBlocksBeforeIt) {
  Start();
  AwaitRows();
  receiver_->Cut({RunId(0), BatchTime(1000)});
  receiver_->Cut({RunId(0), BatchTime(2000)});
  ASSERT_TRUE(host_.Saw("cut 2000"));
  EXPECT_LT(FirstEvent("block "), FirstEvent("cut 1000"));
  EXPECT_LT(FirstEvent("cut 1000"), FirstEvent("cut 2000"));
  const std::vector<std::string> events = host_.events();
  EXPECT_EQ(std::count(events.begin(), events.end(), "cut 1000"), 1);
}

TEST_P(BlockReceiverContract, StoppedIsItsLastWord) {
  Start();
  AwaitRows();
  receiver_->Stop();
  ASSERT_TRUE(host_.Saw("stopped"));
  receiver_.reset();
  EXPECT_EQ(host_.events().back(), "stopped: ");
}

TEST_P(BlockReceiverContract, WithoutRoomItReadsNoMoreUntilThereIsRoom) {
  Start();
  AwaitRows();
  host_.SetRoom(false);
  receiver_->Cut({RunId(0), BatchTime(1000)});
  ASSERT_TRUE(host_.Saw("cut 1000"));
  world_->Give();
  receiver_->Cut({RunId(0), BatchTime(2000)});  // What had been read may still be stored.
  ASSERT_TRUE(host_.Saw("cut 2000"));
  host_.SetRoom(true);
  receiver_->OnRoom();
  const int64_t records = host_.records();
  world_->Give();
  EXPECT_TRUE(host_.SawRecords(records + 1));
}

TEST_P(BlockReceiverContract, ItMayBeGivenUpAtAnyTime) {
  Start();
  receiver_.reset();
  Start();
  AwaitRows();
  receiver_.reset();
}

}  // namespace sluice
