#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_TEST_BASE_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_TEST_BASE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/block_id_proto.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/net/sim_transport.h"
#include "engine/source/block_receiver.h"
#include "engine/source/sealed_block.h"
#include "engine/task/factory.h"
#include "worker/executor/executor.h"
#include "worker/executor/fake_driver.h"

namespace sluice {

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
      if (text == "throw") throw std::runtime_error("the user's mistake at \xFF");
      if (text == "throw long") throw std::runtime_error(std::string(10 << 20, 'x'));
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

// Stages, tasks and epochs are told by their numbers in a life of the driver.
inline v1::StageProgram Program(int stage, int reducers, DriverLife life = DriverLife(1)) {
  v1::StageProgram program;
  program.set_stage(StageId(life, stage).value());
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
class TestReceiver : public BlockReceiver {
 public:
  static inline std::map<std::string, TestReceiver*> by_name;

  explicit TestReceiver(std::string name) : name_(std::move(name)) { by_name[name_] = this; }
  ~TestReceiver() override { by_name.erase(name_); }
  static absl::StatusOr<std::unique_ptr<BlockReceiver>> Make(const std::string& name) {
    if (name == "bad") return absl::InvalidArgumentError("no such source");
    return std::make_unique<TestReceiver>(name);
  }

  void Start(ReceiverHost& host) override { host_ = &host; }
  void Cut(const BatchKey& batch) override { host_->CutDone(batch); }
  void Stop() override {
    if (stops_at_once) Say(SourceState::kStopped);
  }
  void OnRoom() override { ++rooms; }
  void SetRate(int64_t records_per_second) override { rates.push_back(records_per_second); }

  void Store(const std::string& text) {
    host_->Store({Buffer::FromString(text), {.records = 1, .interval_number = 3}},
                 [this](const absl::Status& stored) { acknowledged += stored.ok(); });
  }
  void Say(SourceState state) { host_->Report({.state = state}); }
  ReceiverHost& host() { return *host_; }

  bool stops_at_once = true;
  int rooms = 0;
  int acknowledged = 0;
  std::vector<int64_t> rates;  // What it was told, after the one it began with.

 private:
  const std::string name_;
  ReceiverHost* host_ = nullptr;
};

// Simulated executors and a driver that does what the test says.
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

  // Of the receiver that the first life starts first.
  static BlockId Block(int64_t sequence) { return BlockId::Input(StreamId(1), Epoch(DriverLife(1), 1), sequence); }
  ShuffleId Shuffle(int64_t number) const { return ShuffleId(driver_.life, number); }
  v1::StartReceiver ReceiverOrder(const std::string& name, int epoch = 1, int replication = 1) {
    v1::StartReceiver order;
    order.set_stream(1);
    order.set_epoch(Epoch(driver_.life, epoch).value());
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
    EXPECT_TRUE(Until([&] { return TestReceiver::by_name.contains(name); }));
    return *TestReceiver::by_name[name];
  }
  // Lets the receiver store blocks of these texts; their sequences count from 0.
  void Receive(TestReceiver& receiver, const std::vector<std::string>& texts) {
    const size_t before = driver_.blocks.size();
    for (const std::string& text : texts) receiver.Store(text);
    ASSERT_TRUE(Until([&] { return driver_.blocks.size() == before + texts.size(); }));
  }
  v1::LaunchTask Task(int64_t task, int stage, const std::vector<int64_t>& sequences, std::vector<int> holders = {1}) {
    v1::LaunchTask launch;
    launch.set_task(TaskId(driver_.life, task).value());
    launch.set_stage(StageId(driver_.life, stage).value());
    launch.set_shuffle(-1);
    v1::TaskInput& input = *launch.add_inputs();
    input.set_shuffle(-1);
    for (int64_t sequence : sequences) {
      auto& block = *input.add_blocks();
      *block.mutable_id() = ToProto(Block(sequence));
      for (int holder : holders) block.add_executors(holder);
    }
    return launch;
  }
  const v1::TaskReport& Run(const v1::LaunchTask& launch, const std::vector<v1::StageProgram>& programs = {}) {
    v1::Work work;
    for (const auto& program : programs) *work.add_stages() = program;
    *work.add_tasks() = launch;
    driver_.Send(work);
    const int64_t task = TaskId(launch.task()).number();
    EXPECT_TRUE(Until([&] { return driver_.tasks.contains(task); }));
    return driver_.tasks[task];
  }

  SimLoop loop_{7};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> driver_host_ = network_.Host("driver");
  FakeDriver driver_{*driver_host_, "driver:1"};
  ExecutorOptions options_ = Options(1);
  Running one_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_TEST_BASE_H_
