#include "common/base/other_versions.h"
#include "worker/executor/executor_test_base.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(ExecutorTest, SaysWhoItIs) {
  Attach();
  ASSERT_THAT(driver_.attaches, SizeIs(1));
  EXPECT_EQ(driver_.attaches[0].application(), "app");
  EXPECT_EQ(driver_.attaches[0].worker(), "worker-1");
  EXPECT_EQ(driver_.attaches[0].block_address(), "e1:1");
  EXPECT_EQ(driver_.attaches[0].slots(), 2);
  EXPECT_EQ(driver_.attaches[0].build_id(), "b1");
}

TEST_F(ExecutorTest, RefusalThatWillNotChangeEndsIt) {
  driver_.on_attach = [](const v1::Attach&) { return absl::FailedPreconditionError("another build"); };
  one_ = StartExecutor(options_);
  auto end = one_.executor->Wait(absl::Seconds(10));
  ASSERT_TRUE(end);
  EXPECT_THAT(*end, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another build")));
}

TEST_F(ExecutorTest, WorksForADriverOfAnotherPatchVersion) {
  driver_.version = OtherPatch();
  Attach();
}

TEST_F(ExecutorTest, ADriverOfAnotherMinorVersionEndsItNamingBoth) {
  driver_.version = OtherMinor();
  one_ = StartExecutor(options_);
  auto end = one_.executor->Wait(absl::Seconds(10));
  ASSERT_TRUE(end);
  EXPECT_THAT(
      *end, StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr(OtherMinor()), HasSubstr(ThisVersion()))));
}

TEST_F(ExecutorTest, BlocksThenCutsAreTold) {
  Attach();
  TestReceiver& receiver = StartReceiver();
  receiver.host().Report({SourceState::kStarted, "connected"});
  receiver.Store("a");
  receiver.Store("b");
  v1::Work work;
  work.add_cuts()->set_stream(1);
  work.mutable_cuts(0)->set_epoch(Epoch(driver_.life, 1).value());
  work.mutable_cuts(0)->mutable_batch()->set_time(1000);
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return !driver_.cuts.empty(); }));
  EXPECT_THAT(driver_.told, ElementsAre("block 0", "block 1", "receiver STARTED", "cut 1000"));
  EXPECT_EQ(Epoch(driver_.cuts[0].epoch()), Epoch(driver_.life, 1));
  EXPECT_TRUE(driver_.blocks[0].received_here());
  EXPECT_EQ(driver_.blocks[0].interval_number(), 3);
  EXPECT_EQ(driver_.blocks[0].block().records(), 1);
  EXPECT_EQ(receiver.acknowledged, 2);
}

TEST_F(ExecutorTest, AReceiverIsToldTheRateThatItBeginsWithAndEachNewOne) {
  Attach();
  v1::Work work;
  *work.add_start_receivers() = ReceiverOrder("r");
  work.mutable_start_receivers(0)->set_records_per_second(700);
  // Carried out behind the start, also in one frame with it.
  v1::SetReceiverRate& rate = *work.add_receiver_rates();
  rate.set_stream(1);
  rate.set_epoch(Epoch(driver_.life, 1).value());
  rate.set_records_per_second(250);
  driver_.Send(work);
  ASSERT_TRUE(
      Until([&] { return TestReceiver::by_name.contains("r") && TestReceiver::by_name["r"]->rates.size() == 1; }));
  TestReceiver& receiver = *TestReceiver::by_name["r"];
  EXPECT_EQ(receiver.host().context().rate_max, 700);
  EXPECT_THAT(receiver.rates, ElementsAre(250));
  work.clear_start_receivers();
  work.mutable_receiver_rates(0)->set_records_per_second(-5);
  *work.add_receiver_rates() = rate;
  work.mutable_receiver_rates(1)->set_stream(2);  // No receiver of that stream runs here.
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return receiver.rates.size() == 2; }));
  EXPECT_THAT(receiver.rates, ElementsAre(250, 0)) << "nonsense is no limit";
}

TEST_F(ExecutorTest, ReceiverThatCannotBeMadeIsReportedAsStopped) {
  Attach();
  v1::Work work;
  *work.add_start_receivers() = ReceiverOrder("bad");
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return !driver_.receivers.empty(); }));
  EXPECT_EQ(driver_.receivers[0].state(), v1::ReceiverReport::STOPPED);
  EXPECT_THAT(driver_.receivers[0].message(), HasSubstr("no such source"));
}

TEST_F(ExecutorTest, StoppedReceiverIsGoneAfterItsBlocksAreTold) {
  Attach();
  TestReceiver& receiver = StartReceiver();
  receiver.Store("a");
  v1::Work work;
  work.add_stop_receivers()->set_stream(1);
  work.mutable_stop_receivers(0)->set_epoch(Epoch(driver_.life, 1).value());
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return driver_.told.size() == 2; }));
  EXPECT_THAT(driver_.told, ElementsAre("block 0", "receiver STOPPED"));
  EXPECT_THAT(TestReceiver::by_name, IsEmpty());
}

TEST_F(ExecutorTest, TaskReadsBlocksInOrderAndItsResultComesBack) {
  Attach();
  Receive(StartReceiver(), {"a", "b", "c"});
  const v1::TaskReport& report = Run(Task(1, 5, {2, 0}), {Program(5, 0)});
  EXPECT_EQ(report.outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_EQ(driver_.results[1], "ca");
}

TEST_F(ExecutorTest, ThrownExceptionFailsTheTaskAlone) {
  Attach();
  Receive(StartReceiver(), {"throw", "fine"});
  EXPECT_EQ(Run(Task(1, 5, {0}), {Program(5, 0)}).outcome(), v1::TaskReport::FAILED);
  EXPECT_THAT(driver_.tasks[1].message(), HasSubstr("the user's mistake at \\xFF"));
  EXPECT_EQ(Run(Task(2, 5, {1})).outcome(), v1::TaskReport::SUCCEEDED);
}

TEST_F(ExecutorTest, WhatIsThrownIsToldUpToSomeLength) {
  Attach();
  Receive(StartReceiver(), {"throw long"});
  EXPECT_EQ(Run(Task(1, 5, {0}), {Program(5, 0)}).outcome(), v1::TaskReport::FAILED);
  EXPECT_THAT(driver_.tasks[1].message(), HasSubstr("more bytes)"));
  EXPECT_LT(driver_.tasks[1].message().size(), 10'000);
}

TEST_F(ExecutorTest, UnknownStageFailsTheTask) {
  Attach();
  EXPECT_THAT(Run(Task(1, 99, {})).message(), HasSubstr("stage 99"));
}

TEST_F(ExecutorTest, ShuffleIsWrittenReadAndFreed) {
  Attach();
  Receive(StartReceiver(), {"0zero", "2two", "2more"});
  v1::LaunchTask map = Task(1, 5, {0, 1, 2});
  map.set_shuffle(Shuffle(8).value());
  const v1::TaskReport& written = Run(map, {Program(5, 3)});
  EXPECT_THAT(written.map_output().bytes(), ElementsAre(5, 0, 9));
  v1::LaunchTask reduce = Task(2, 6, {});
  reduce.mutable_inputs(0)->set_shuffle(Shuffle(8).value());
  reduce.mutable_inputs(0)->set_partition(2);
  reduce.set_partition(2);
  reduce.mutable_inputs(0)->add_map_executors(1);
  Run(reduce, {Program(6, 0)});
  EXPECT_EQ(driver_.results[2], "2two2more");
  v1::Work work;
  work.add_free_shuffles(Shuffle(8).value());
  driver_.Send(work);
  EXPECT_TRUE(Until([&] { return one_.executor->usage().blocks == 3; }));
}

TEST_F(ExecutorTest, MoreTasksThanSlotsAllRun) {
  options_.simulated_task_time = absl::Milliseconds(100);
  Attach();
  v1::Work work;
  *work.add_stages() = Program(5, 0);
  for (int64_t task = 0; task < 5; ++task) *work.add_tasks() = Task(task, 5, {});
  const absl::Time start = loop_.clock().Now();
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return driver_.tasks.size() == 5; }));
  EXPECT_GE(loop_.clock().Now() - start, absl::Milliseconds(300));  // Two at a time.
}

TEST_F(ExecutorTest, CancelledTasksSaySo) {
  options_.simulated_task_time = absl::Milliseconds(100);
  Attach();
  v1::Work work;
  *work.add_stages() = Program(5, 0);
  for (int64_t task = 0; task < 3; ++task) *work.add_tasks() = Task(task, 5, {});
  for (int64_t task = 0; task < 3; ++task) work.add_cancel_tasks(TaskId(driver_.life, task).value());
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return driver_.tasks.size() == 3; }));
  for (const auto& [task, report] : driver_.tasks) EXPECT_EQ(report.outcome(), v1::TaskReport::CANCELLED);
}

TEST_F(ExecutorTest, InputThatNobodyHasIsNamed) {
  Attach();
  const v1::TaskReport& report = Run(Task(1, 5, {42}), {Program(5, 0)});
  EXPECT_EQ(report.outcome(), v1::TaskReport::INPUT_LOST);
  ASSERT_THAT(report.lost_blocks(), SizeIs(1));
  EXPECT_EQ(report.lost_blocks(0).number(), 42);
  EXPECT_EQ(report.lost_from(), 1);
  EXPECT_THAT(report.message(), HasSubstr("input-1-1-42"));
}

TEST_F(ExecutorTest, FactsOfOneMomentShareAFrame) {
  Attach();
  TestReceiver& receiver = StartReceiver();
  const size_t before = driver_.lives.size();
  std::vector<std::string> texts(10, "x");
  Receive(receiver, texts);
  EXPECT_LE(driver_.lives.size() - before, 4u);
}

TEST_F(ExecutorTest, IdleExecutorOnlySendsHeartbeats) {
  Attach();
  const size_t before = driver_.lives.size();
  driver_.Send({});
  loop_.RunFor(absl::Seconds(2));
  EXPECT_GE(driver_.lives.size() - before, 7u);
  EXPECT_LE(driver_.lives.size() - before, 9u);
}

TEST_F(ExecutorTest, FullStoreHoldsTheReceiverBackUntilBlocksAreFreed) {
  options_.block_memory_bytes = 12;
  Attach();
  TestReceiver& receiver = StartReceiver();
  Receive(receiver, {"12345678"});
  receiver.Store("87654321");
  loop_.RunFor(absl::Seconds(1));
  EXPECT_FALSE(receiver.host().HasRoom());
  EXPECT_EQ(driver_.blocks.size(), 1);
  EXPECT_EQ(driver_.receivers_waiting_for_room, 1);
  v1::Work work;
  *work.add_free_blocks() = ToProto(Block(0));
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 2; }));
  EXPECT_TRUE(receiver.host().HasRoom());
  EXPECT_GT(receiver.rooms, 0);
  ASSERT_TRUE(Until([&] { return driver_.receivers_waiting_for_room == 0; }));
}

TEST_F(ExecutorTest, LinkThatBreaksIsOpenedAgainWithAllThatIsHeld) {
  Attach();
  TestReceiver& receiver = StartReceiver();
  Receive(receiver, {"0a", "b"});
  v1::LaunchTask map = Task(1, 5, {0});
  map.set_shuffle(Shuffle(8).value());
  Run(map, {Program(5, 1)});
  driver_.link->Close(absl::UnavailableError("driver restarts"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() == 2; }, absl::Seconds(2)));
  const v1::Attach& again = driver_.attaches[1];
  EXPECT_EQ(again.blocks_size(), 2);
  ASSERT_EQ(again.receivers_size(), 1);
  EXPECT_EQ(Epoch(again.receivers(0).epoch()), Epoch(driver_.life, 1));
  ASSERT_EQ(again.map_outputs_size(), 1);
  EXPECT_EQ(again.map_outputs(0).bytes(0), 2);
  ASSERT_TRUE(Until([&] { return one_.executor->usage().blocks == 3; }));
  Receive(receiver, {"c"});
}

TEST_F(ExecutorTest, ReceiversStopOnceTheLeaseIsOver) {
  Attach();
  StartReceiver();
  network_.CutLink("driver", "e1");
  EXPECT_TRUE(Until([&] { return TestReceiver::by_name.empty(); }, absl::Seconds(4)));
  network_.HealLink("driver", "e1");
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() >= 2; }));
  EXPECT_EQ(driver_.attaches.back().receivers_size(), 0);
}

TEST_F(ExecutorTest, EndsWhenTheDriverStaysAway) {
  Attach();
  network_.Kill("driver");
  auto end = one_.executor->Wait(absl::Seconds(70));
  ASSERT_TRUE(end);
  EXPECT_THAT(*end, StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(ExecutorTest, ShutdownOfTheDriverEndsItWell) {
  Attach();
  StartReceiver();
  driver_.SendShutdown("done");
  auto end = one_.executor->Wait(absl::Seconds(10));
  ASSERT_TRUE(end);
  EXPECT_THAT(*end, IsOk());
}

TEST_F(ExecutorTest, DrainTellsTheLastBlocksAndFinishesTasks) {
  options_.simulated_task_time = absl::Milliseconds(300);
  Attach();
  TestReceiver& receiver = StartReceiver();
  v1::Work work;
  *work.add_stages() = Program(5, 0);
  *work.add_tasks() = Task(1, 5, {});
  driver_.Send(work);
  loop_.RunFor(absl::Milliseconds(50));
  receiver.Store("last");
  one_.executor->Drain();
  ASSERT_TRUE(Until([&] { return driver_.tasks.contains(1); }));
  EXPECT_THAT(driver_.told, ElementsAre("leaving", "block 0", "receiver LEFT"));
  EXPECT_EQ(driver_.tasks[1].outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_FALSE(one_.executor->Wait(absl::Seconds(1))) << "its blocks may be needed";
  EXPECT_EQ(Run(Task(2, 5, {0})).outcome(), v1::TaskReport::SUCCEEDED) << "and perhaps nobody else can";
  driver_.SendShutdown("nobody needs it");
  auto end = one_.executor->Wait(absl::Seconds(1));
  ASSERT_TRUE(end);
  EXPECT_THAT(*end, IsOk());
}

TEST_F(ExecutorTest, DrainTakesNoLongerThanItsLimit) {
  Attach();
  one_.executor->Drain(absl::Seconds(10));
  for (int second = 0; second < 9; ++second) {
    driver_.Send({});
    EXPECT_FALSE(one_.executor->Wait(absl::Seconds(1)));
  }
  EXPECT_TRUE(one_.executor->Wait(absl::Seconds(2)));
}

TEST_F(ExecutorTest, DrainWithoutADriverEndsOnceReceiversHaveStopped) {
  Attach();
  StartReceiver();
  network_.Kill("driver");
  loop_.RunFor(absl::Milliseconds(100));
  one_.executor->Drain();
  EXPECT_TRUE(one_.executor->Wait(absl::Seconds(1)));
}

TEST_F(ExecutorTest, WhoLeavesStartsNoReceiverAndSaysSo) {
  Attach();
  one_.executor->Drain();
  v1::Work work;
  *work.add_start_receivers() = ReceiverOrder("r");
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return !driver_.receivers.empty(); }));
  EXPECT_EQ(driver_.receivers[0].state(), v1::ReceiverReport::LEFT);
  EXPECT_EQ(driver_.receivers[0].message(), "its executor leaves");
}

TEST_F(ExecutorTest, WhoAttachesAgainWhileItLeavesSaysSo) {
  Attach();
  StartReceiver().stops_at_once = false;
  one_.executor->Drain();
  ASSERT_TRUE(Until([&] { return !driver_.told.empty(); }));
  driver_.link->Close(absl::UnavailableError("a cut cable"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() == 2; }));
  EXPECT_TRUE(driver_.attaches[1].leaving());
}

TEST_F(ExecutorTest, WhatItsProgramHasStoppedIsNoReceiverThatLeaves) {
  Attach();
  TestReceiver& receiver = StartReceiver();
  receiver.stops_at_once = false;
  one_.executor->Drain();
  loop_.RunFor(absl::Milliseconds(10));
  receiver.Say(SourceState::kEnded);
  ASSERT_TRUE(Until([&] { return !driver_.receivers.empty(); }));
  EXPECT_EQ(driver_.receivers[0].state(), v1::ReceiverReport::STOPPED);
}

TEST_F(ExecutorTest, WhatStopsBecauseTheLeaseIsOverIsToGoOnElsewhere) {
  Attach();
  TestReceiver& receiver = StartReceiver();
  receiver.stops_at_once = false;
  network_.CutLink("driver", "e1");
  loop_.RunFor(absl::Seconds(4));
  network_.HealLink("driver", "e1");
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() >= 2 && driver_.attaches.back().receivers_size() == 1; }));
  receiver.Say(SourceState::kStopped);
  ASSERT_TRUE(Until([&] { return !driver_.receivers.empty(); }));
  EXPECT_EQ(driver_.receivers[0].state(), v1::ReceiverReport::LEFT);
  EXPECT_THAT(driver_.receivers[0].message(), HasSubstr("lost its driver"));
}

}  // namespace
}  // namespace sluice
