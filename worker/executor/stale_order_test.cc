// A driver of another life than the executor is in: whatever it orders, says or names is void, each kind of it alone.
#include <optional>
#include <set>

#include "common/codec/codec.h"
#include "engine/variables/broadcast_value.h"
#include "worker/executor/executor_test_base.h"
#include "worker/replica/peer_links.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr DriverLife kFormer(1), kNow(2), kLater(3);

// What a driver can order that names things of a life.
v1::Work Order(const std::function<void(v1::Work&)>& fill) {
  v1::Work work;
  fill(work);
  return work;
}

// Has been in the former life and is in the present one, with a receiver, a map output and a program of the present
// one.
class StaleOrderTest : public ExecutorTest {
 protected:
  void SetUp() override {
    driver_.life = kFormer;
    Attach();
    BeginLife(kNow);
    Receive(StartReceiver("now"), {"0text"});
    RunMap(9);
  }
  void BeginLife(DriverLife life) {
    driver_.life = life;
    const size_t attaches = driver_.attaches.size();
    driver_.link->Close(absl::UnavailableError("the driver starts anew"));
    ASSERT_TRUE(Until([&] { return driver_.attaches.size() > attaches; }));
    loop_.RunFor(absl::Milliseconds(100));
  }
  // Writes shuffle 8 in this life, by stage 5.
  void RunMap(int64_t task) {
    v1::LaunchTask map = Task(task, 5, {0});
    map.set_shuffle(Shuffle(8).value());
    map.mutable_inputs(0)->mutable_blocks(0)->mutable_id()->set_group(Epoch(driver_.life, 1).value());
    ASSERT_EQ(Run(map, {Program(5, 1, driver_.life)}).outcome(), v1::TaskReport::SUCCEEDED);
  }
  // What was told by the time that nothing more happens.
  void SendAndSettle(const v1::Work& work) {
    driver_.Send(work);
    loop_.RunFor(absl::Seconds(1));
  }
  void Reattach() { BeginLife(driver_.life); }
};

// Frames.

TEST_F(StaleOrderTest, FramesOfAnotherLifeAreDroppedWhole) {
  for (DriverLife life : {kFormer, kLater, DriverLife(0)}) {
    v1::ToExecutor work, shutdown;
    *work.mutable_work()->add_free_blocks() = ToProto(BlockId::Input(StreamId(1), Epoch(kNow, 1), 0));
    work.mutable_work()->add_peers();
    shutdown.mutable_shutdown()->set_reason("a former driver has ended");
    driver_.Send(work, life);
    driver_.Send(shutdown, life);
  }
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(one_.executor->usage().blocks, 2);
  EXPECT_FALSE(one_.executor->Wait(absl::Milliseconds(1)));
}

TEST_F(StaleOrderTest, SuchFramesAreNoSignOfLife) {
  const size_t attaches = driver_.attaches.size();
  for (int i = 0; i < 40; ++i) {
    driver_.Send(v1::ToExecutor(), kFormer);
    loop_.RunFor(absl::Milliseconds(100));
  }
  EXPECT_GT(driver_.attaches.size(), attaches) << "its driver was silent for longer than the lease";
}

TEST_F(StaleOrderTest, ADriverOfAFormerLifeIsHungUpOnAndTheRightOneFound) {
  const size_t attaches = driver_.attaches.size();
  driver_.life = kFormer;
  driver_.link->Close(absl::UnavailableError("gone"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() >= attaches + 2; })) << "it tries again";
  EXPECT_THAT(driver_.closed.back(), StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(driver_.lives.back(), kNow) << "it says which life it is in";
  driver_.life = kNow;
  loop_.RunFor(absl::Seconds(1));
  Reattach();
  EXPECT_EQ(driver_.attaches.back().blocks_size(), 1) << "it kept what it had";
  EXPECT_EQ(driver_.attaches.back().map_outputs_size(), 1);
  EXPECT_EQ(driver_.attaches.back().receivers_size(), 1);
}

TEST_F(StaleOrderTest, EveryFrameSaysWhichLifeItIsMeantFor) {
  driver_.lives.clear();
  Receive(*TestReceiver::by_name["now"], {"more"});
  loop_.RunFor(absl::Seconds(1));  // Heartbeats.
  EXPECT_THAT(std::set<DriverLife>(driver_.lives.begin(), driver_.lives.end()), ElementsAre(kNow));
  EXPECT_GT(driver_.lives.size(), 3u);
}

// Orders in a frame of this life that name something of another.

TEST_F(StaleOrderTest, ProgramIsNotThatOfTheStageWithTheSameNumber) {
  SendAndSettle(Order([](v1::Work& work) { *work.add_stages() = Program(5, 0, kFormer); }));
  RunMap(10);
  EXPECT_EQ(driver_.tasks[10].map_output().bytes_size(), 1) << "it ran this life's";
}

TEST_F(StaleOrderTest, ProgramIsNotFreedWithThatOfTheSameNumber) {
  SendAndSettle(Order([](v1::Work& work) { work.add_free_stages(StageId(kFormer, 5).value()); }));
  v1::LaunchTask map = Task(10, 5, {});
  EXPECT_EQ(Run(map).outcome(), v1::TaskReport::SUCCEEDED);
}

TEST_F(StaleOrderTest, TaskIsNotRunAndNotTold) {
  v1::LaunchTask stale = Task(10, 5, {});
  stale.set_task(TaskId(kFormer, 10).value());
  driver_.ended.clear();
  SendAndSettle(Order([&](v1::Work& work) { *work.add_tasks() = stale; }));
  EXPECT_THAT(driver_.ended, IsEmpty());
}

TEST_F(StaleOrderTest, TaskOfAStageOrAShuffleOfAnotherLifeFails) {
  v1::LaunchTask stage = Task(10, 5, {}), written = Task(11, 5, {}), read = Task(12, 5, {});
  stage.set_stage(StageId(kFormer, 5).value());
  written.set_shuffle(ShuffleId(kFormer, 8).value());
  read.mutable_inputs(0)->set_shuffle(ShuffleId(kFormer, 8).value());
  for (const v1::LaunchTask& launch : {stage, written, read}) {
    EXPECT_EQ(Run(launch).outcome(), v1::TaskReport::FAILED);
  }
}

TEST_F(StaleOrderTest, ResultIsNotGivenForThatOfTheSameNumber) {
  Receive(*TestReceiver::by_name["now"], {std::string(1 << 20, 'x')});
  v1::LaunchTask large = Task(10, 6, {1});
  large.mutable_inputs(0)->mutable_blocks(0)->mutable_id()->set_group(Epoch(kNow, 1).value());
  ASSERT_TRUE(Run(large, {Program(6, 0, kNow)}).is_held());
  for (DriverLife life : {kFormer, kLater, kNow}) {
    SendAndSettle(Order([&](v1::Work& work) { work.add_results()->set_task(TaskId(life, 10).value()); }));
  }
  ASSERT_THAT(driver_.pieces, SizeIs(3));
  EXPECT_EQ(driver_.pieces[0].bytes(), 0);
  EXPECT_EQ(driver_.pieces[1].bytes(), 0);
  EXPECT_GT(driver_.pieces[2].bytes(), 0);
}

TEST_F(StaleOrderTest, TaskIsNotCancelledWithThatOfTheSameNumber) {
  options_ = Options(2);
  options_.simulated_task_time = absl::Milliseconds(100);
  Running slow = StartExecutor(options_);
  ASSERT_TRUE(Until([&] { return driver_.attaches.back().executor() == 2; }));
  SendAndSettle(Order([&](v1::Work& work) {
    *work.add_stages() = Program(5, 0, kNow);
    *work.add_tasks() = Task(10, 5, {});
    work.add_cancel_tasks(TaskId(kFormer, 10).value());
  }));
  EXPECT_EQ(driver_.tasks[10].outcome(), v1::TaskReport::SUCCEEDED);
}

TEST_F(StaleOrderTest, ShuffleIsNotFreedWithThatOfTheSameNumber) {
  SendAndSettle(Order([](v1::Work& work) { work.add_free_shuffles(ShuffleId(kFormer, 8).value()); }));
  EXPECT_EQ(one_.executor->usage().blocks, 2);
  Reattach();
  EXPECT_EQ(driver_.attaches.back().map_outputs_size(), 1);
}

TEST_F(StaleOrderTest, MapOutputOfAnotherLifeIsNotTakenOver) {
  SendAndSettle(Order([](v1::Work& work) {
    v1::TakeOutput& take = *work.add_take_outputs();
    take.mutable_output()->set_shuffle(ShuffleId(kFormer, 9).value());
    take.mutable_output()->add_bytes(1);
    take.set_from(1);
  }));
  EXPECT_THAT(driver_.told, ::testing::Not(::testing::Contains(::testing::HasSubstr("9/0"))));
}

TEST_F(StaleOrderTest, ReceivedBlockIsNotFreedWithThatOfTheSameNumber) {
  for (DriverLife life : {kFormer, kLater, DriverLife(0)}) {
    const BlockId other = BlockId::Input(StreamId(1), Epoch(life, 1), 0);
    SendAndSettle(Order([&](v1::Work& work) { *work.add_free_blocks() = ToProto(other); }));
  }
  EXPECT_EQ(one_.executor->usage().blocks, 2);
  Reattach();
  EXPECT_EQ(driver_.attaches.back().blocks_size(), 1);
}

TEST_F(StaleOrderTest, ReceiverIsNotStarted) {
  v1::StartReceiver order = ReceiverOrder("former");
  order.set_epoch(Epoch(kFormer, 2).value());
  SendAndSettle(Order([&](v1::Work& work) { *work.add_start_receivers() = order; }));
  EXPECT_FALSE(TestReceiver::by_name.contains("former"));
}

TEST_F(StaleOrderTest, ReceiverIsNotStoppedWithThatOfTheSameNumber) {
  driver_.receivers.clear();
  SendAndSettle(Order([](v1::Work& work) {
    work.add_stop_receivers()->set_stream(1);
    work.mutable_stop_receivers(0)->set_epoch(Epoch(kFormer, 1).value());
  }));
  EXPECT_TRUE(TestReceiver::by_name.contains("now"));
  ASSERT_THAT(driver_.receivers, SizeIs(1)) << "the former one is not running";
  EXPECT_EQ(Epoch(driver_.receivers[0].epoch()), Epoch(kFormer, 1));
}

TEST_F(StaleOrderTest, ReceiverOfALaterLifeIsNeitherStoppedNorCut) {
  driver_.receivers.clear();
  SendAndSettle(Order([](v1::Work& work) {
    work.add_stop_receivers()->set_stream(1);
    work.mutable_stop_receivers(0)->set_epoch(Epoch(kLater, 1).value());
    work.add_cuts()->set_stream(1);
    work.mutable_cuts(0)->set_epoch(Epoch(kLater, 1).value());
  }));
  EXPECT_THAT(driver_.receivers, IsEmpty());
  EXPECT_THAT(driver_.cuts, IsEmpty());
}

TEST_F(StaleOrderTest, ReceiverIsNotGivenTheRateOfThatOfTheSameNumber) {
  SendAndSettle(Order([](v1::Work& work) {
    v1::SetReceiverRate& rate = *work.add_receiver_rates();
    rate.set_stream(1);
    rate.set_epoch(Epoch(kFormer, 1).value());
    rate.set_records_per_second(1);
  }));
  EXPECT_THAT(TestReceiver::by_name["now"]->rates, IsEmpty());
}

TEST_F(StaleOrderTest, ReceiverIsNotCutForAnotherLife) {
  SendAndSettle(Order([](v1::Work& work) {
    v1::CutBlocks& cut = *work.add_cuts();
    cut.set_stream(1);
    cut.set_epoch(Epoch(kFormer, 1).value());
    cut.mutable_batch()->set_time(1000);
  }));
  EXPECT_THAT(driver_.cuts, IsEmpty());
}

// A peer that has heard of another life than this executor, or of none.
class StalePeerTest : public StaleOrderTest {
 protected:
  void SetUp() override {
    StaleOrderTest::SetUp();
    links_.SetPeers({{ExecutorId(1), WorkerId("worker-1"), "e1:1"}});
  }
  ~StalePeerTest() override { postbox_->Close(); }
  std::vector<BlockId> Fetch(const std::vector<BlockId>& ids) {
    std::optional<std::vector<BlockId>> found;
    links_.Get(ExecutorId(1), ids, absl::Seconds(1), [&](absl::StatusOr<std::vector<FetchedBlock>> blocks) {
      ASSERT_THAT(blocks, IsOk());
      found.emplace();
      for (const FetchedBlock& block : *blocks) found->push_back(block.id);
    });
    EXPECT_TRUE(Until([&] { return found.has_value(); }));
    return found.value_or(std::vector<BlockId>());
  }
  void Copy(const BlockId& id) {
    std::optional<absl::Status> copied;
    InputCopy copy{.id = id, .info = {.records = 1}, .data = {Buffer::FromString("copy")}};
    links_.Put(ExecutorId(1), copy, absl::Seconds(1), [&](absl::Status status) { copied = status; });
    EXPECT_TRUE(Until([&] { return copied.has_value(); }));
    EXPECT_THAT(*copied, IsOk());
  }

  std::unique_ptr<Transport> host_ = network_.Host("e2");
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("peer");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  PeerLinks links_{*host_, postbox_};
};

TEST_F(StalePeerTest, AFetchDoesNotFindTheBlockOfTheSameNumber) {
  const BlockId output = BlockId::Shuffle(Shuffle(8), 0, 0), received = BlockId::Input(StreamId(1), Epoch(kNow, 1), 0);
  EXPECT_THAT(Fetch({output, received}), ElementsAre(output, received));
  for (DriverLife life : {kFormer, kLater, DriverLife(0)}) {
    const BlockId other_output = BlockId::Shuffle(ShuffleId(life, 8), 0, 0);
    const BlockId other_received = BlockId::Input(StreamId(1), Epoch(life, 1), 0);
    EXPECT_THAT(Fetch({other_output, other_received}), IsEmpty());
  }
}

TEST_F(StalePeerTest, ACopyIsNotThatOfTheBlockWithTheSameNumberAndTheDriverHearsWhichItIs) {
  const BlockId received = BlockId::Input(StreamId(1), Epoch(kNow, 1), 0);
  const BlockId of_former = BlockId::Input(StreamId(1), Epoch(kFormer, 1), 0);
  driver_.blocks.clear();
  Copy(of_former);
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 1; }));
  EXPECT_EQ(Epoch(driver_.blocks[0].block().id().group()), Epoch(kFormer, 1));
  SendAndSettle(Order([&](v1::Work& work) { *work.add_free_blocks() = ToProto(of_former); }));
  EXPECT_THAT(Fetch({of_former, received}), ElementsAre(received));
}

// Reads broadcast variables of either life with the same number, each once.
class StaleBroadcastTest : public StaleOrderTest {
 protected:
  static VariableKey Key(DriverLife life) { return VariableKey(life, 4); }
  // Fails unless the value is there.
  class ReadOp : public Op<std::string_view> {
   public:
    using Input = void;
    struct Options {
      BroadcastName name;
    };
    static constexpr int kInputsMin = 0;
    ReadOp(Wiring<void>, const Options& options) : value_(ReferencedBroadcast(options.name)) {}
    absl::Status Run(TaskContext&, int, Sink<std::string_view>& out) const override {
      std::string_view row = *value_->Get<std::string>();
      out.Push(absl::MakeSpan(&row, 1));
      return absl::OkStatus();
    }

   private:
    const std::shared_ptr<BroadcastValue> value_;
  };
  v1::StageProgram ReadingProgram() {
    v1::StageProgram program = Program(7, 0, kNow);
    const OperatorRef ref = RefTo<ReadOp>("read", {{Key(kNow).value(), 0, Encode(std::string("value")).size()}});
    program.mutable_ops(0)->set_factory(ref.factory);
    program.mutable_ops(0)->set_arguments(ref.arguments);
    return program;
  }
  void AnswerWith(VariableKey key, const std::string& value) {
    const std::string bytes = Encode(value);
    v1::Work work;
    v1::BroadcastPiece& piece = *work.add_broadcasts();
    piece.set_key(key.value());
    piece.set_bytes(static_cast<int64_t>(bytes.size()));
    driver_.Send(work, bytes);
    loop_.RunFor(absl::Milliseconds(100));
  }
};

TEST_F(StaleBroadcastTest, APieceIsNotThatOfTheVariableWithTheSameNumber) {
  SendAndSettle(Order([&](v1::Work& work) {
    *work.add_stages() = ReadingProgram();
    *work.add_tasks() = Task(20, 7, {});
  }));
  ASSERT_THAT(driver_.broadcasts, SizeIs(1));
  EXPECT_EQ(VariableKey(driver_.broadcasts[0].key()), Key(kNow));
  AnswerWith(Key(kFormer), "other");
  EXPECT_FALSE(driver_.tasks.contains(20));
  AnswerWith(Key(kNow), "value");
  EXPECT_EQ(driver_.results[20], "value");
}

TEST_F(StaleBroadcastTest, AVariableIsNotFreedWithThatOfTheSameNumber) {
  SendAndSettle(Order([&](v1::Work& work) {
    *work.add_stages() = ReadingProgram();
    *work.add_tasks() = Task(20, 7, {});
  }));
  AnswerWith(Key(kNow), "value");
  SendAndSettle(Order([](v1::Work& work) { work.add_free_broadcasts(Key(kFormer).value()); }));
  EXPECT_EQ(Run(Task(21, 7, {})).outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_THAT(driver_.broadcasts, SizeIs(1)) << "it was not asked for again";
}

// What an executor does when its driver begins another life.

TEST_F(StaleOrderTest, ReceivedBlocksAndReceiversOutliveTheDriverAndNothingElseDoes) {
  BeginLife(kLater);
  Reattach();
  const v1::Attach& attach = driver_.attaches.back();
  ASSERT_THAT(attach.blocks(), SizeIs(1));
  EXPECT_EQ(Epoch(attach.blocks(0).block().id().group()), Epoch(kNow, 1));
  EXPECT_THAT(attach.map_outputs(), IsEmpty());
  ASSERT_THAT(attach.receivers(), SizeIs(1));
  EXPECT_EQ(Epoch(attach.receivers(0).epoch()), Epoch(kNow, 1));
  EXPECT_TRUE(TestReceiver::by_name.contains("now"));
  EXPECT_EQ(one_.executor->usage().blocks, 1) << "its shuffle output is gone";
  EXPECT_EQ(Run(Task(1, 5, {})).outcome(), v1::TaskReport::FAILED) << "so is its program";
}

class StaleTaskTest : public ExecutorTest {
 protected:
  // Shorter than the lease: this driver sends no heartbeats.
  StaleTaskTest() { options_.simulated_task_time = absl::Seconds(2); }
};

TEST_F(StaleTaskTest, ANumberThatAFormerDriverHasUsedIsATaskLikeAnyOther) {
  Attach();
  v1::Work work;
  *work.add_stages() = Program(5, 1);
  *work.add_tasks() = Task(1, 5, {});
  work.mutable_tasks(0)->set_shuffle(Shuffle(8).value());
  driver_.Send(work);
  loop_.RunFor(absl::Seconds(1));  // It runs.
  driver_.life = kNow;
  driver_.link->Close(absl::UnavailableError("the driver starts anew"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() == 2; }));
  EXPECT_EQ(Run(Task(1, 5, {}), {Program(5, 0, kNow)}).outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_THAT(driver_.ended, ElementsAre(TaskId(kNow, 1))) << "nobody hears of the former one";
  loop_.RunFor(absl::Seconds(10));
  EXPECT_EQ(one_.executor->usage().blocks, 0) << "nor is what it wrote kept";
}

}  // namespace
}  // namespace sluice
