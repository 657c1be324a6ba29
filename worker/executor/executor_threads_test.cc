// The executor as it runs embedded: real threads, a real socket, no network between executor and driver.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>

#include "common/base/block_id_proto.h"
#include "common/base/file_descriptor.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/net/in_process_transport.h"
#include "connectors/socket/socket_text_receiver.h"
#include "engine/task/factory.h"
#include "worker/executor/executor.h"
#include "worker/executor/fake_driver.h"

namespace sluice {
namespace {

// Counts the bytes of its partition's blocks.
class ByteCountTerminal : public Terminal {
 public:
  using Input = void;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  ByteCountTerminal(Wiring<void>, Options) {}
  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    int64_t bytes = 0;
    for (const InputBlock& block : context.Inputs(0, partition)) bytes += TotalBytes(block.data);
    result.value.push_back(Buffer::FromString(std::to_string(bytes)));
    return absl::OkStatus();
  }
};
class NothingOp : public Op<int> {
 public:
  using Input = void;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  NothingOp(Wiring<void>, Options) {}
  absl::Status Run(TaskContext&, int, Sink<int>&) const override { return absl::OkStatus(); }
};

constexpr StageId kStage(DriverLife(1), 1);

void Fill(const OperatorRef& ref, v1::OpRef* op) {
  op->set_factory(ref.factory);
  op->set_arguments(ref.arguments);
  op->set_name(ref.name);
}

// Listens, then sends lines of 100 bytes to whoever connects.
class LineServer {
 public:
  LineServer() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    EXPECT_EQ(bind(listener_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_.number(), 1), 0);
    socklen_t size = sizeof address;
    getsockname(listener_.number(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  int port() const { return port_; }

  void Serve(int64_t lines) {
    FileDescriptor client(accept(listener_.number(), nullptr, nullptr));
    const std::string line = std::string(99, 'x') + "\n";
    std::string chunk;
    for (int i = 0; i < 1000; ++i) chunk += line;
    for (int64_t sent = 0; sent < lines; sent += 1000) {
      for (size_t at = 0; at < chunk.size();) {
        ssize_t some = send(client.number(), chunk.data() + at, chunk.size() - at, MSG_NOSIGNAL);
        if (some < 0) return;
        at += some;
      }
    }
  }

 private:
  FileDescriptor listener_;
  int port_ = 0;
};

class ExecutorThreadsTest : public ::testing::Test {
 protected:
  std::unique_ptr<Executor> StartExecutor(int number) {
    auto executor = std::make_unique<Executor>(ThreadRuntime(), *transport_,
                                               ExecutorOptions{.application = ApplicationId("app"),
                                                               .executor = ExecutorId(number),
                                                               .worker = WorkerId(StrCat("worker-", number)),
                                                               .driver_address = "driver:1",
                                                               .listen_address = StrCat("e", number, ":1"),
                                                               .slots = 2});
    EXPECT_THAT(executor->Start(), IsOk());
    EXPECT_TRUE(driver_.WaitUntil([&] { return static_cast<int>(driver_.attaches.size()) == number; }));
    return executor;
  }
  v1::PeerUpdate Peers(int count) {
    v1::PeerUpdate update;
    for (int number = 1; number <= count; ++number) {
      auto& peer = *update.add_peers();
      peer.set_executor(number);
      peer.set_worker(StrCat("worker-", number));
      peer.set_block_address(StrCat("e", number, ":1"));
    }
    return update;
  }
  v1::StartReceiver SocketOrder(int port, int replication) {
    v1::StartReceiver order;
    order.set_stream(1);
    order.set_epoch(Epoch(driver_.life, 1).value());
    Fill(SocketTextReceiver("127.0.0.1", port), order.mutable_factory());
    order.set_replication(replication);
    order.set_block_interval_millis(20);
    return order;
  }
  v1::StageProgram Program() {
    v1::StageProgram program;
    program.set_stage(kStage.value());
    Fill(RefTo<NothingOp>("nothing", {}), program.add_ops());
    Fill(RefTo<ByteCountTerminal>("count", {}), program.mutable_terminal());
    return program;
  }
  int64_t Records(bool received_here) {
    int64_t records = 0;
    for (const auto& block : driver_.blocks) {
      if (block.received_here() == received_here) records += block.block().records();
    }
    return records;
  }

  std::unique_ptr<Transport> transport_ = NewInProcessTransport();
  FakeDriver driver_{*transport_, "driver:1"};
};

TEST_F(ExecutorThreadsTest, LinesOfASocketAreReplicatedAndRead) {
  constexpr int64_t kLines = 100'000;
  LineServer source;
  auto one = StartExecutor(1);
  std::shared_ptr<Link> link = driver_.link;
  auto two = StartExecutor(2);
  driver_.link = link;
  v1::Work work;
  *work.add_peers() = Peers(2);
  *work.add_start_receivers() = SocketOrder(source.port(), 2);
  driver_.Send(work);
  source.Serve(kLines);
  ASSERT_TRUE(driver_.WaitUntil([&] { return Records(true) == kLines && Records(false) == kLines; }));

  v1::Work task;
  *task.add_stages() = Program();
  v1::LaunchTask& launch = *task.add_tasks();
  launch.set_task(TaskId(driver_.life, 0).value());
  launch.set_stage(kStage.value());
  launch.set_shuffle(-1);
  v1::TaskInput& input = *launch.add_inputs();
  input.set_shuffle(-1);
  for (const auto& block : driver_.blocks) {
    if (!block.received_here()) continue;
    auto& wanted = *input.add_blocks();
    *wanted.mutable_id() = block.block().id();
    wanted.add_executors(block.block().id().number() % 2 + 1);  // Half of them from the peer.
  }
  driver_.Send(task);
  ASSERT_TRUE(driver_.WaitUntil([&] { return driver_.tasks.contains(0); }));
  EXPECT_EQ(driver_.results[0], std::to_string(kLines * 100));
}

TEST_F(ExecutorThreadsTest, EmptyTasksTakeMicroseconds) {
  auto one = StartExecutor(1);
  v1::Work work;
  *work.add_stages() = Program();
  driver_.Send(work);
  const absl::Time start = SystemClock().Now();
  constexpr int kTasks = 1000;
  for (int64_t task = 0; task < kTasks; ++task) {
    v1::Work next;
    v1::LaunchTask& launch = *next.add_tasks();
    launch.set_task(TaskId(driver_.life, task).value());
    launch.set_stage(kStage.value());
    launch.set_shuffle(-1);
    driver_.Send(next);
    ASSERT_TRUE(driver_.WaitUntil([&] { return driver_.tasks.contains(task); }));
  }
  const int64_t each = absl::ToInt64Nanoseconds((SystemClock().Now() - start) / kTasks);
  RecordProperty("nanoseconds_per_task", static_cast<int>(each));
  EXPECT_LT(each, 5'000'000);  // Not a benchmark: something would have to wait for a timer.
}

TEST_F(ExecutorThreadsTest, EndsWhileEverythingRuns) {
  LineServer source;
  auto one = StartExecutor(1);
  v1::Work work;
  *work.add_start_receivers() = SocketOrder(source.port(), 1);
  *work.add_stages() = Program();
  for (int64_t task = 0; task < 50; ++task) {
    v1::LaunchTask& launch = *work.add_tasks();
    launch.set_task(TaskId(driver_.life, task).value());
    launch.set_stage(kStage.value());
    launch.set_shuffle(-1);
  }
  driver_.Send(work);
  std::thread sender([&] { source.Serve(1'000'000); });
  ASSERT_TRUE(driver_.WaitUntil([&] { return Records(true) > 0; }));
  one.reset();
  sender.join();
}

TEST_F(ExecutorThreadsTest, BusyAddressIsNamed) {
  auto one = StartExecutor(1);
  Executor again(ThreadRuntime(), *transport_, {.driver_address = "driver:1", .listen_address = "e1:1"});
  EXPECT_THAT(again.Start(), StatusIs(absl::StatusCode::kAlreadyExists, ::testing::HasSubstr("e1:1")));
}

}  // namespace
}  // namespace sluice
