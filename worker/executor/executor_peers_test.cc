#include <set>

#include "worker/executor/executor_test_base.h"

namespace sluice {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// Three executors, each told of the others.
class ExecutorPeersTest : public ExecutorTest {
 protected:
  void SetUp() override {
    Attach();
    one_link_ = driver_.link;
    for (int number : {2, 3}) {
      others_.push_back(StartExecutor(Options(number)));
      ASSERT_TRUE(Until([&] { return driver_.attaches.size() == static_cast<size_t>(number); }));
      links_of_others_.push_back(driver_.link);
      TellPeers();
    }
    driver_.link = one_link_;
    TellPeers();
  }
  void TellPeers() {
    v1::Work work;
    v1::PeerUpdate& update = *work.add_peers();
    for (const v1::Attach& attach : driver_.attaches) {
      auto& peer = *update.add_peers();
      peer.set_executor(attach.executor());
      peer.set_worker(attach.worker());
      peer.set_block_address(attach.block_address());
      peer.set_leaving(leaving_.contains(attach.executor()));
    }
    driver_.Send(work);
  }

  void SendTo(int number, const v1::Work& work) {
    driver_.link = links_of_others_[number - 2];
    driver_.Send(work);
    driver_.link = one_link_;
  }
  // The first executor has map partition 0 of shuffle 8: "0a" for reduce partition 0, "1b" for 1.
  void WriteShuffle() {
    Receive(StartReceiver(), {"0a", "1b"});
    v1::LaunchTask write = Task(1, 5, {0, 1});
    write.set_shuffle(Shuffle(8).value());
    EXPECT_EQ(Run(write, {Program(5, 2)}).outcome(), v1::TaskReport::SUCCEEDED);
  }
  // Of shuffle 8 from the first executor, with so many bytes for each reduce partition.
  v1::Work Take(const std::vector<int64_t>& bytes) const {
    v1::Work work;
    v1::TakeOutput& take = *work.add_take_outputs();
    take.mutable_output()->set_shuffle(Shuffle(8).value());
    take.mutable_output()->mutable_bytes()->Assign(bytes.begin(), bytes.end());
    take.set_from(1);
    return work;
  }
  // Reduce partition 1 of shuffle 8, which `holder` has.
  v1::LaunchTask ReadShuffle(int64_t task, int holder) {
    v1::LaunchTask launch = Task(task, 6, {});
    launch.set_partition(1);
    launch.mutable_inputs(0)->set_partition(1);
    launch.mutable_inputs(0)->set_shuffle(Shuffle(8).value());
    launch.mutable_inputs(0)->add_map_executors(holder);
    return launch;
  }

  std::set<int> leaving_;
  std::vector<std::shared_ptr<Link>> links_of_others_;
  std::shared_ptr<Link> one_link_;
  std::vector<Running> others_;
};

TEST_F(ExecutorPeersTest, BothHoldersTellOfAReplicatedBlock) {
  TestReceiver& receiver = StartReceiver("r", 2);
  receiver.Store("a");
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 2; }));
  EXPECT_NE(driver_.blocks[0].received_here(), driver_.blocks[1].received_here());
  EXPECT_EQ(driver_.blocks[0].interval_number(), driver_.blocks[1].interval_number());
}

TEST_F(ExecutorPeersTest, ABlockIsNotToldBeforeItsCopyIsSafe) {
  network_.CutLink("e1", "e2");
  network_.CutLink("e1", "e3");
  StartReceiver("r", 2).Store("x");
  loop_.RunFor(absl::Milliseconds(800));
  EXPECT_THAT(driver_.blocks, ::testing::IsEmpty());
  EXPECT_TRUE(Until([&] { return driver_.blocks.size() == 1; }));  // Both peers have had their second: one copy it is.
}

TEST_F(ExecutorPeersTest, WhoLeavesTakesNoCopiesButCanBeReadFrom) {
  TestReceiver& receiver = StartReceiver("r", 3);
  receiver.Store("a");
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 3; }));
  leaving_ = {2};
  TellPeers();
  loop_.RunFor(absl::Milliseconds(10));
  receiver.Store("b");
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 5; }));
  EXPECT_EQ(others_[0].executor->usage().blocks, 1);
  EXPECT_EQ(others_[1].executor->usage().blocks, 2);
  Run(Task(1, 5, {0}, {2}), {Program(5, 0)});
  EXPECT_EQ(driver_.results[1], "a");
}

TEST_F(ExecutorPeersTest, WhatOnlyItHoldsIsCopiedWhenTheDriverAsksForIt) {
  Receive(StartReceiver(), {"a"});
  v1::Work work;
  *work.add_copy_blocks() = ToProto(Block(0));
  *work.add_copy_blocks() = ToProto(Block(77));
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 2; }));
  EXPECT_FALSE(driver_.blocks[1].received_here());
  EXPECT_EQ(driver_.blocks[1].block().records(), 1);
  EXPECT_EQ(others_[0].executor->usage().blocks + others_[1].executor->usage().blocks, 1);
}

TEST_F(ExecutorPeersTest, ABlockIsNotCopiedForThatOfTheSameNumberInAnotherLife) {
  Receive(StartReceiver(), {"a"});
  BlockId other = Block(0);
  other.group = Epoch(DriverLife(7), Epoch(other.group).number()).value();
  v1::Work work;
  *work.add_copy_blocks() = ToProto(other);
  driver_.Send(work);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(driver_.blocks.size(), 1);
  EXPECT_EQ(others_[0].executor->usage().blocks + others_[1].executor->usage().blocks, 0);
}

TEST_F(ExecutorPeersTest, AMapOutputIsTakenOverAndReadThereThoughItsFormerHolderIsGone) {
  WriteShuffle();
  SendTo(2, Take({2, 2}));
  ASSERT_TRUE(Until([&] { return driver_.told.back() == "taken 8/0"; }));
  EXPECT_EQ(others_[0].executor->usage().blocks, 2);
  network_.Kill("e1");
  driver_.link = links_of_others_[0];
  Run(ReadShuffle(7, 2), {Program(6, 0)});
  EXPECT_EQ(driver_.results[7], "1b");
  driver_.link->Close(absl::UnavailableError("a broken link"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.back().map_outputs_size() == 1; }))
      << "the next driver is told of it";
}

TEST_F(ExecutorPeersTest, AMapOutputThatItsHolderDoesNotGiveIsRefused) {
  WriteShuffle();
  SendTo(2, Take({2, 2, 2}));
  ASSERT_TRUE(Until([&] { return driver_.told.back() == "refused 8/0"; }));
  EXPECT_TRUE(Until([&] { return others_[0].executor->usage().blocks == 0; })) << "half of it is of no use";
}

TEST_F(ExecutorPeersTest, AMapOutputThatIsFreedOnItsWayIsNotKept) {
  WriteShuffle();
  v1::Work work = Take({2, 2});
  SendTo(2, work);
  v1::Work free;
  free.add_free_shuffles(Shuffle(8).value());
  SendTo(2, free);
  loop_.RunFor(absl::Seconds(5));
  EXPECT_EQ(others_[0].executor->usage().blocks, 0);
  EXPECT_THAT(driver_.told, Not(Contains(HasSubstr("8/0"))));
}

TEST_F(ExecutorPeersTest, AtMostSixteenBlocksWaitForTheirCopies) {
  network_.CutLink("e1", "e2");
  network_.CutLink("e1", "e3");
  TestReceiver& receiver = StartReceiver("r", 2);
  int stored = 0;
  for (; receiver.host().HasRoom() && stored < 100; ++stored) receiver.Store("x");
  EXPECT_EQ(stored, 16);
  EXPECT_EQ(receiver.acknowledged, 0);
  ASSERT_TRUE(Until([&] { return receiver.rooms > 0; }));  // Goes on with one copy after both have timed out.
  EXPECT_TRUE(Until([&] { return driver_.blocks.size() >= 16; }));
}

TEST_F(ExecutorPeersTest, TaskReadsFromThePeerAndFromTheNextWhenThatIsDead) {
  TestReceiver& receiver = StartReceiver("r", 3);
  Receive(receiver, {"a"});
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 3; }));
  v1::Work work;
  *work.add_free_blocks() = ToProto(Block(0));
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return one_.executor->usage().blocks == 0; }));
  Run(Task(1, 5, {0}, {2, 3}), {Program(5, 0)});
  EXPECT_EQ(driver_.results[1], "a");
  network_.Kill("e2");
  Run(Task(2, 5, {0}, {2, 3}));
  EXPECT_EQ(driver_.results[2], "a");
  network_.Kill("e3");
  EXPECT_EQ(Run(Task(3, 5, {0}, {2, 3})).outcome(), v1::TaskReport::INPUT_LOST);
  EXPECT_EQ(driver_.tasks[3].lost_from(), 3);
}

}  // namespace
}  // namespace sluice
