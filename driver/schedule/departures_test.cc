#include "driver/schedule/departures.h"

#include "driver/schedule/scheduler_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr StreamId kStream{0};
constexpr RunId kRun{0};

// Need not hear of its receivers.
struct NoClient : ReceiverClient {
  void OnReceiver(const ReceiverStatus&, const ReceiverStatus&, const std::string&, absl::Time) override {}
  void OnCutDone(ReceiverEpoch, BatchTime) override {}
  void OnReceiverGone(ReceiverEpoch) override {}
};

// Executors 1 and 2; "copy 0 from 1": block 0 of the stream; "take 0 from 1 to 2": the output of map partition 0.
class DeparturesTest : public SchedulerTest {
 protected:
  DeparturesTest() {
    placement_.AddRun(kRun, client_);
    for (ExecutorId executor : {e1, e2}) Add(executor);
  }
  void Add(ExecutorId executor) {
    scheduler_.AddExecutor(executor, 1);
    placement_.AddExecutor(executor, "w" + std::to_string(executor.value()));
    departures_.AddExecutor(executor);
  }
  void Leave(ExecutorId executor) {
    scheduler_.LeaveExecutor(executor, now_);
    placement_.LeaveExecutor(executor);
    departures_.LeaveExecutor(executor);
  }
  std::vector<std::string> Look() {
    std::vector<std::string> text;
    for (const DepartureAction& action : departures_.Step(now_)) {
      if (auto* take = std::get_if<TakeOutput>(&action)) {
        text.push_back("take " + std::to_string(take->output.map) + " from " + std::to_string(take->from.value()) +
                       " to " + std::to_string(take->executor.value()));
        taken_.push_back(*take);
      } else if (auto* copy = std::get_if<CopyBlock>(&action)) {
        text.push_back("copy " + std::to_string(copy->block.number) + " from " +
                       std::to_string(copy->executor.value()));
      } else {
        text.push_back("let go " + std::to_string(std::get<LetGo>(action).executor.value()));
      }
    }
    return text;
  }

  // The map output that was asked for first is where it was asked for.
  void TakeOver() {
    const TakeOutput take = taken_.front();
    taken_.erase(taken_.begin());
    EXPECT_TRUE(scheduler_.AddMapOutput(take.executor, take.output.shuffle, take.output.map, take.bytes));
  }
  // Executors 1 and 2 each have one output of a shuffle that stays, and run nothing.
  void KeepAShuffle() {
    Submit(shuffled_);
    EXPECT_THAT(Step(), SizeIs(2));
    Succeed(0, 1);
    Succeed(1, 1);
    EXPECT_THAT(Step(), SizeIs(1));
    Succeed(0);
  }

  const Rdd shuffled_ = Shuffled(Blocks({{}, {}}), 1, 1);
  std::vector<TakeOutput> taken_;
  NoClient client_;
  ReceiverPlacement placement_;
  Departures departures_{blocks_, placement_, scheduler_};
};

TEST_F(DeparturesTest, AnExecutorThatHasNothingGoesAtOnce) {
  EXPECT_THAT(Look(), IsEmpty());
  Leave(e1);
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
}

TEST_F(DeparturesTest, ReceiversAreWaitedFor) {
  placement_.AddStream(kRun, kStream);
  placement_.Place(kRun);
  Leave(e1);
  EXPECT_THAT(Look(), IsEmpty());
  placement_.OnReport(e1, {.id = {kStream, Epoch(1)}, .state = ReceiverStatus::State::kWaiting}, now_);
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
}

TEST_F(DeparturesTest, WhatOnlyItHoldsIsCopiedAndWhatOthersHoldIsNot) {
  const BlockId here = Receive(0, {e1});
  Receive(1, {e1, e2});
  Receive(2, {e2});
  Leave(e1);
  EXPECT_THAT(Look(), ElementsAre("copy 0 from 1"));
  EXPECT_THAT(Look(), IsEmpty()) << "it was asked for";
  now_ += Departures::kAskAgainAfter;
  EXPECT_THAT(Look(), ElementsAre("copy 0 from 1")) << "nobody has taken it";
  EXPECT_THAT((AddBlock{.id = here, .holder = e2}.Apply(blocks_)), IsOk());
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
}

TEST_F(DeparturesTest, BlocksOfABatchComeBeforeThoseThatWaitAndFewAreUnderWayAtATime) {
  for (int sequence = 0; sequence < 20; ++sequence) Receive(sequence, {e1});
  EXPECT_THAT((AssignBatch{{kRun, BatchTime(1)}, {BlockId::Input(kStream, Epoch(1), 19)}}.Apply(blocks_)), IsOk());
  Leave(e1);
  const std::vector<std::string> copies = Look();
  EXPECT_THAT(copies, SizeIs(Departures::kCopiesOfAnExecutorMax));
  EXPECT_EQ(copies.front(), "copy 19 from 1");
  EXPECT_THAT((AddBlock{.id = BlockId::Input(kStream, Epoch(1), 19), .holder = e2}.Apply(blocks_)), IsOk());
  EXPECT_THAT(Look(), ElementsAre("copy 15 from 1"));
}

TEST_F(DeparturesTest, WithoutAnybodyWhoStaysItKeepsItsBlocksUntilTheyAreProcessed) {
  Lose(e2);
  departures_.LoseExecutor(e2);
  Receive(0, {e1});
  Leave(e1);
  EXPECT_THAT(Look(), IsEmpty());
  EXPECT_THAT(EndRun{kRun}.Apply(blocks_), IsOk());
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
}

TEST_F(DeparturesTest, WhoComesMeanwhileTakesTheBlocks) {
  Receive(0, {e1, e2});
  Leave(e1);
  Leave(e2);
  EXPECT_THAT(Look(), IsEmpty());
  Add(e3);
  EXPECT_THAT(Look(), ElementsAre("copy 0 from 1"));
}

TEST_F(DeparturesTest, JobsThatMayReadItsMapOutputsAreWaitedForAndLaterOnesAreNot) {
  Submit(shuffled_);
  EXPECT_THAT(Step(), SizeIs(2));
  Leave(e1);
  EXPECT_THAT(Look(), IsEmpty()) << "it runs a task";
  Succeed(0, 1);
  Succeed(1, 1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  EXPECT_THAT(Look(), IsEmpty()) << "the reducer reads from it";
  Succeed(0);
  scheduler_.FreeShuffle(ShuffleId(1));
  Submit(Blocks({{}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
}

TEST_F(DeparturesTest, MapOutputsThatOutliveTheirJobsAreTakenOverAndMadeByNobodyAgain) {
  KeepAShuffle();
  Leave(e1);
  EXPECT_THAT(Look(), ElementsAre("take 0 from 1 to 2"));
  EXPECT_THAT(taken_.front().bytes, ElementsAre(10));
  EXPECT_EQ(departures_.ToHandOver(e1), 1u);
  EXPECT_THAT(Look(), IsEmpty()) << "it was asked for";
  TakeOver();
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
  departures_.LoseExecutor(e1);
  Lose(e1);
  Submit(shuffled_);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2")) << "no map task runs again";
}

TEST_F(DeparturesTest, WhoReadsAMapOutputWhereItWasIsWaitedFor) {
  KeepAShuffle();
  Leave(e1);
  EXPECT_THAT(Look(), ElementsAre("take 0 from 1 to 2"));
  Submit(shuffled_);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  TakeOver();
  EXPECT_THAT(Look(), IsEmpty()) << "the task was told to read it there";
  Succeed(0);
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
}

TEST_F(DeparturesTest, WhatNobodyCanTakeIsMadeAgain) {
  KeepAShuffle();
  Leave(e1);
  Look();
  departures_.OnRefused(taken_.front().output, e2);
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
  departures_.LoseExecutor(e1);
  Lose(e1);
  Submit(shuffled_);
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 2"));
}

TEST_F(DeparturesTest, WhoTakesAndLeavesAsWellIsReplaced) {
  KeepAShuffle();
  Add(e3);
  Leave(e1);
  EXPECT_THAT(Look(), ElementsAre("take 0 from 1 to 2"));
  Leave(e2);
  EXPECT_THAT(Look(), ElementsAre("take 0 from 1 to 3", "take 1 from 2 to 3"));
  TakeOver();
  EXPECT_THAT(Look(), IsEmpty()) << "executor 2 leaves, and is not asked for what it has taken";
}

}  // namespace
}  // namespace sluice
