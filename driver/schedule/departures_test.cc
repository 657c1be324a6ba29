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

// Executors 1 and 2; "copy 0 from 1": block 0 of the stream.
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
      if (auto* copy = std::get_if<CopyBlock>(&action)) {
        text.push_back("copy " + std::to_string(copy->block.number) + " from " + std::to_string(copy->holder.value()));
      } else {
        text.push_back("let go " + std::to_string(std::get<LetGo>(action).executor.value()));
      }
    }
    return text;
  }

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
  Submit(Shuffled(Blocks({{}, {}}), 1, 1));
  EXPECT_THAT(Step(), SizeIs(2));
  Leave(e1);
  EXPECT_THAT(Look(), IsEmpty()) << "it runs a task";
  Succeed(0, 1);
  Succeed(1, 1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  EXPECT_THAT(Look(), IsEmpty()) << "the reducer reads from it";
  Succeed(0);
  Submit(Blocks({{}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  EXPECT_THAT(Look(), ElementsAre("let go 1"));
}

}  // namespace
}  // namespace sluice
