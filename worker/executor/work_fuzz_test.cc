// What the driver says, damaged: an executor carries out what it can, reports the rest, and does not crash.
#include "common/base/damage.h"
#include "common/net/damaged_message.h"
#include "worker/executor/executor_test_base.h"

namespace sluice {
namespace {

using ::testing::IsEmpty;

class WorkFuzzTest : public ExecutorTest {
 protected:
  v1::ToExecutor EverythingThatCanBeOrdered() {
    v1::ToExecutor message;
    message.set_life(driver_.life.value());
    v1::Work& work = *message.mutable_work();
    work.add_peers()->add_peers()->set_executor(2);
    *work.add_stages() = Program(1, 0);
    *work.add_stages() = Program(2, 2);
    work.add_stages()->set_stage(StageId(driver_.life, 3).value());
    work.mutable_stages(2)->mutable_fetched()->set_key(VariableKey(driver_.life, 1).value());
    work.mutable_stages(2)->mutable_fetched()->set_bytes(100);
    const int64_t epoch = Epoch(driver_.life, 1).value();
    work.add_stop_receivers()->set_stream(1);
    work.mutable_stop_receivers(0)->set_epoch(epoch);
    work.add_cuts()->set_stream(1);
    work.mutable_cuts(0)->set_epoch(epoch);
    *work.add_tasks() = Task(++task_, 1, {0, 1}, {1, 2});
    *work.add_tasks() = Task(++task_, 2, {0});
    work.mutable_tasks(1)->set_shuffle(Shuffle(3).value());
    work.mutable_tasks(1)->mutable_inputs(0)->add_map_executors(1);
    *work.add_tasks() = Task(++task_, 3, {0});
    work.add_broadcasts()->set_key(VariableKey(driver_.life, 1).value());
    work.add_results()->set_task(TaskId(driver_.life, task_).value());
    work.add_cancel_tasks(TaskId(driver_.life, 1).value());
    *work.add_free_blocks() = ToProto(Block(9));
    work.add_free_shuffles(Shuffle(3).value());
    return message;
  }

  int64_t task_ = 1000;
};

TEST_F(WorkFuzzTest, DamagedOrders) {
  SeededRandom random(FuzzSeed());
  Attach();
  for (int i = 0; i < 3000; ++i) {
    const std::string head = DamagedMessage(EverythingThatCanBeOrdered(), random);
    v1::ToExecutor message;
    // What is no message at all ends the executor with that error, and its daemon starts another.
    if (!message.ParseFromString(head) || !message.has_work()) continue;
    (void)driver_.link->Send({head, {}});
    loop_.RunFor(absl::Milliseconds(20));
    ASSERT_THAT(driver_.closed, IsEmpty()) << message.DebugString();
  }
  Receive(StartReceiver("after"), {"0 all is well"});
  EXPECT_EQ(Run(Task(5000, 77, {0}), {Program(77, 0)}).outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_EQ(driver_.results[5000], "0 all is well");
}

}  // namespace
}  // namespace sluice
