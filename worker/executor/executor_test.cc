#include "worker/executor/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "common/actor/sim_loop.h"
#include "common/base/block_id_proto.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/net/sim_transport.h"
#include "engine/rdd/factory.h"
#include "worker/executor/fake_driver.h"
#include "worker/receiver/receiver.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A row for each input block: its text. Without any, a row that says so.
class BlockTextOp : public Op<std::string_view> {
 public:
  using Input = void;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  BlockTextOp(Wiring<void> wiring, Options) : index_(wiring.index) {}
  absl::Status Run(TaskContext& context, int partition, Sink<std::string_view>& out) const override {
    for (const InputBlock& block : context.Inputs(index_, partition)) {
      const std::string text = Join(block.data);
      if (text == "throw") throw std::runtime_error("the user's mistake");
      std::string_view row = text;
      out.Push(absl::MakeSpan(&row, 1));
    }
    return absl::OkStatus();
  }

 private:
  const int index_;
};

// Gives the rows to the driver, or each to the reduce partition its first digit names.
class TextTerminal : public Terminal {
 public:
  using Input = std::string_view;
  using Options = int32_t;  // Reduce partitions; 0: no shuffle.
  static constexpr int kInputsMin = 1;
  TextTerminal(Wiring<Input> wiring, Options reducers) : input_(*wiring.inputs[0]), reducers_(reducers) {}
  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    struct Rows : Sink<std::string_view> {
      bool Push(absl::Span<std::string_view> rows) override {
        for (std::string_view row : rows) all.emplace_back(row);
        return true;
      }
      std::vector<std::string> all;
    } rows;
    absl::Status status = input_.Run(context, partition, rows);
    result.shuffle.resize(reducers_);
    for (const std::string& row : rows.all) {
      (reducers_ == 0 ? result.value : result.shuffle[row[0] - '0']).push_back(Buffer::FromString(row));
    }
    return status;
  }

 private:
  const Op<std::string_view>& input_;
  const int reducers_;
};

v1::StageProgram Program(int stage, int reducers) {
  v1::StageProgram program;
  program.set_stage(stage);
  auto fill = [](const OperatorRef& ref, v1::OpRef* op) {
    op->set_factory(ref.factory);
    op->set_arguments(ref.arguments);
    op->set_name(ref.name);
  };
  fill(RefTo<BlockTextOp>("blocks", {}), program.add_ops());
  fill(RefTo<TextTerminal>("text", reducers), program.mutable_terminal());
  return program;
}

// Does what the test says.
class TestReceiver : public Receiver {
 public:
  static inline std::map<std::string, TestReceiver*> all;  // By name.

  explicit TestReceiver(std::string name) : name_(std::move(name)) { all[name_] = this; }
  ~TestReceiver() override { all.erase(name_); }
  static absl::StatusOr<std::unique_ptr<Receiver>> Make(const std::string& name) {
    if (name == "bad") return absl::InvalidArgumentError("no such source");
    return std::make_unique<TestReceiver>(name);
  }

  void Start(ReceiverHost& host) override { host_ = &host; }
  void Cut(BatchTime batch) override { host_->CutDone(batch); }
  void Stop() override { host_->Report(SourceState::kStopped, "", 0); }
  void OnRoom() override { ++rooms; }

  void Store(const std::string& text) {
    host_->Store({Buffer::FromString(text), /*records=*/1, /*slot=*/3}, [this] { ++acknowledged; });
  }
  ReceiverHost& host() { return *host_; }

  int rooms = 0;
  int acknowledged = 0;

 private:
  const std::string name_;
  ReceiverHost* host_ = nullptr;
};

class ExecutorTest : public ::testing::Test {
 protected:
  ExecutorOptions Options(int number) {
    return {.application = ApplicationId("app"),
            .executor = ExecutorId(number),
            .worker = WorkerId(StrCat("worker-", number)),
            .driver_address = "driver:1",
            .listen_address = StrCat("e", number, ":1"),
            .slots = 2,
            .build_id = "b1"};
  }
  struct Running {
    std::unique_ptr<Transport> transport;
    std::unique_ptr<Executor> executor;
  };
  Running StartExecutor(const ExecutorOptions& options) {
    Running running{network_.Host(StrCat("e", options.executor))};
    running.executor = std::make_unique<Executor>(loop_, *running.transport, options);
    EXPECT_THAT(running.executor->Start(), IsOk());
    return running;
  }
  void Attach() {
    one_ = StartExecutor(options_);
    ASSERT_TRUE(Until([&] { return driver_.link != nullptr; }));
  }
  bool Until(const std::function<bool()>& done, absl::Duration limit = absl::Seconds(20)) {
    return loop_.RunUntil(done, limit);
  }

  v1::StartReceiver ReceiverOrder(const std::string& name, int epoch = 1, int replication = 1) {
    v1::StartReceiver order;
    order.set_stream(1);
    order.set_epoch(epoch);
    order.mutable_factory()->set_factory(FunctionNumber<&TestReceiver::Make>());
    order.mutable_factory()->set_arguments(name);
    order.set_replication(replication);
    order.set_block_interval_millis(200);
    return order;
  }
  TestReceiver& StartReceiver(const std::string& name = "r", int replication = 1) {
    v1::Work work;
    *work.add_start_receivers() = ReceiverOrder(name, 1, replication);
    driver_.Send(work);
    EXPECT_TRUE(Until([&] { return TestReceiver::all.contains(name); }));
    return *TestReceiver::all[name];
  }
  // Lets the receiver store blocks of these texts; their sequences count from 0.
  void Receive(TestReceiver& receiver, const std::vector<std::string>& texts) {
    const size_t before = driver_.blocks.size();
    for (const std::string& text : texts) receiver.Store(text);
    ASSERT_TRUE(Until([&] { return driver_.blocks.size() == before + texts.size(); }));
  }
  v1::LaunchTask Task(int64_t task, int stage, const std::vector<int64_t>& sequences, std::vector<int> holders = {1}) {
    v1::LaunchTask launch;
    launch.set_task(task);
    launch.set_stage(stage);
    launch.set_shuffle(-1);
    v1::TaskInput& input = *launch.add_inputs();
    input.set_shuffle(-1);
    for (int64_t sequence : sequences) {
      auto& block = *input.add_blocks();
      *block.mutable_id() = ToProto(BlockId::Input(StreamId(1), 1, sequence));
      for (int holder : holders) block.add_executors(holder);
    }
    return launch;
  }
  const v1::TaskReport& Run(const v1::LaunchTask& launch, const std::vector<v1::StageProgram>& programs = {}) {
    v1::Work work;
    for (const auto& program : programs) *work.add_stages() = program;
    *work.add_tasks() = launch;
    driver_.Send(work);
    EXPECT_TRUE(Until([&] { return driver_.tasks.contains(launch.task()); }));
    return driver_.tasks[launch.task()];
  }

  SimLoop loop_{7};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> driver_host_ = network_.Host("driver");
  FakeDriver driver_{*driver_host_, "driver:1"};
  ExecutorOptions options_ = Options(1);
  Running one_;
};

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

TEST_F(ExecutorTest, BlocksThenCutsAreTold) {
  Attach();
  TestReceiver& receiver = StartReceiver();
  receiver.host().Report(SourceState::kStarted, "connected", 0);
  receiver.Store("a");
  receiver.Store("b");
  v1::Work work;
  work.add_cuts()->set_stream(1);
  work.mutable_cuts(0)->set_batch(1000);
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return !driver_.cuts.empty(); }));
  EXPECT_THAT(driver_.told, ElementsAre("block 0", "block 1", "receiver STARTED", "cut 1000"));
  EXPECT_EQ(driver_.cuts[0].epoch(), 1);
  EXPECT_TRUE(driver_.blocks[0].received_here());
  EXPECT_EQ(driver_.blocks[0].slot(), 3);
  EXPECT_EQ(driver_.blocks[0].block().records(), 1);
  EXPECT_EQ(receiver.acknowledged, 2);
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
  work.mutable_stop_receivers(0)->set_epoch(1);
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return driver_.told.size() == 2; }));
  EXPECT_THAT(driver_.told, ElementsAre("block 0", "receiver STOPPED"));
  EXPECT_EQ(driver_.receivers[0].records(), 1);
  EXPECT_THAT(TestReceiver::all, IsEmpty());
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
  EXPECT_THAT(driver_.tasks[1].message(), HasSubstr("the user's mistake"));
  EXPECT_EQ(Run(Task(2, 5, {1})).outcome(), v1::TaskReport::SUCCEEDED);
}

TEST_F(ExecutorTest, UnknownStageFailsTheTask) {
  Attach();
  EXPECT_THAT(Run(Task(1, 99, {})).message(), HasSubstr("stage 99"));
}

TEST_F(ExecutorTest, ShuffleIsWrittenReadAndFreed) {
  Attach();
  Receive(StartReceiver(), {"0zero", "2two", "2more"});
  v1::LaunchTask map = Task(1, 5, {0, 1, 2});
  map.set_shuffle(8);
  const v1::TaskReport& written = Run(map, {Program(5, 3)});
  EXPECT_THAT(written.map_output().bytes(), ElementsAre(5, 0, 9));
  v1::LaunchTask reduce = Task(2, 6, {});
  reduce.mutable_inputs(0)->set_shuffle(8);
  reduce.mutable_inputs(0)->set_partition(2);
  reduce.set_partition(2);
  reduce.mutable_inputs(0)->add_map_executors(1);
  Run(reduce, {Program(6, 0)});
  EXPECT_EQ(driver_.results[2], "2two2more");
  v1::Work work;
  work.add_free_shuffles(8);
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
  for (int64_t task = 0; task < 3; ++task) work.add_cancel_tasks(task);
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
  const int before = driver_.frames;
  std::vector<std::string> texts(10, "x");
  Receive(receiver, texts);
  EXPECT_LE(driver_.frames - before, 4);
}

TEST_F(ExecutorTest, IdleExecutorOnlySendsHeartbeats) {
  Attach();
  const int before = driver_.frames;
  driver_.Send({});
  loop_.RunFor(absl::Seconds(2));
  EXPECT_GE(driver_.frames - before, 7);
  EXPECT_LE(driver_.frames - before, 9);
}

TEST_F(ExecutorTest, FullStoreHoldsTheReceiverBackUntilBlocksAreFreed) {
  options_.memory_bytes = 12;
  Attach();
  TestReceiver& receiver = StartReceiver();
  Receive(receiver, {"12345678"});
  receiver.Store("87654321");
  loop_.RunFor(absl::Seconds(1));
  EXPECT_FALSE(receiver.host().HasRoom());
  EXPECT_EQ(driver_.blocks.size(), 1);
  v1::Work work;
  *work.add_free_blocks() = ToProto(BlockId::Input(StreamId(1), 1, 0));
  driver_.Send(work);
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 2; }));
  EXPECT_TRUE(receiver.host().HasRoom());
  EXPECT_GT(receiver.rooms, 0);
}

TEST_F(ExecutorTest, LinkThatBreaksIsOpenedAgainWithAllThatIsHeld) {
  Attach();
  TestReceiver& receiver = StartReceiver();
  Receive(receiver, {"0a", "b"});
  v1::LaunchTask map = Task(1, 5, {0});
  map.set_shuffle(8);
  Run(map, {Program(5, 1)});
  driver_.link->Close(absl::UnavailableError("driver restarts"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() == 2; }, absl::Seconds(2)));
  const v1::Attach& again = driver_.attaches[1];
  EXPECT_EQ(again.blocks_size(), 2);
  ASSERT_EQ(again.receivers_size(), 1);
  EXPECT_EQ(again.receivers(0).records(), 2);
  ASSERT_EQ(again.map_outputs_size(), 1);
  EXPECT_EQ(again.map_outputs(0).bytes(0), 2);
  ASSERT_TRUE(Until([&] { return one_.executor->usage().blocks == 3; }));
  Receive(receiver, {"c"});
}

TEST_F(ExecutorTest, ReceiversStopOnceTheLeaseIsOver) {
  Attach();
  StartReceiver();
  network_.CutLink("driver", "e1");
  EXPECT_TRUE(Until([&] { return TestReceiver::all.empty(); }, absl::Seconds(4)));
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
  auto end = one_.executor->Wait(absl::Seconds(20));
  ASSERT_TRUE(end);
  EXPECT_THAT(*end, IsOk());
  ASSERT_TRUE(Until([&] { return !driver_.closed.empty(); }));
  EXPECT_THAT(driver_.told, ElementsAre("block 0", "receiver STOPPED"));
  EXPECT_EQ(driver_.tasks[1].outcome(), v1::TaskReport::SUCCEEDED);
}

// Three executors, each told of the others.
class ExecutorPeersTest : public ExecutorTest {
 protected:
  void SetUp() override {
    Attach();
    one_link_ = driver_.link;
    for (int number : {2, 3}) {
      others_.push_back(StartExecutor(Options(number)));
      ASSERT_TRUE(Until([&] { return driver_.attaches.size() == static_cast<size_t>(number); }));
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
    }
    driver_.Send(work);
  }

  std::shared_ptr<Link> one_link_;
  std::vector<Running> others_;
};

TEST_F(ExecutorPeersTest, BothHoldersTellOfAReplicatedBlock) {
  TestReceiver& receiver = StartReceiver("r", 2);
  receiver.Store("a");
  ASSERT_TRUE(Until([&] { return driver_.blocks.size() == 2; }));
  EXPECT_NE(driver_.blocks[0].received_here(), driver_.blocks[1].received_here());
  EXPECT_EQ(driver_.blocks[0].slot(), driver_.blocks[1].slot());
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
  *work.add_free_blocks() = ToProto(BlockId::Input(StreamId(1), 1, 0));
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
