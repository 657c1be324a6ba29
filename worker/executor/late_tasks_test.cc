#include "worker/executor/executor_test_base.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Runs for simulated minutes; looks now and then whether it is still wanted, or does not.
template <bool kLooks>
class EndlessOp : public Op<std::string_view> {
 public:
  static inline SimLoop* loop = nullptr;
  static inline int ended = 0;

  using Input = void;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  EndlessOp(Wiring<void>, Options) {}
  absl::Status Run(TaskContext& context, int partition, Sink<std::string_view>& out) const override {
    for (int i = 0; i < 600 && !(kLooks && context.cancelled()); ++i) loop->NewEvent()->Wait(absl::Milliseconds(100));
    ++ended;
    return absl::OkStatus();
  }
};

template <bool kLooks>
v1::StageProgram EndlessProgram(SimLoop& loop) {
  v1::StageProgram program = Program(1, 0);
  EndlessOp<kLooks>::loop = &loop;
  EndlessOp<kLooks>::ended = 0;
  OperatorRef ref = RefTo<EndlessOp<kLooks>>("lookForEver", {});
  program.mutable_ops(0)->set_factory(ref.factory);
  program.mutable_ops(0)->set_arguments(ref.arguments);
  program.mutable_ops(0)->set_name(ref.name);
  return program;
}

class LateTasksTest : public ExecutorTest {
 protected:
  LateTasksTest() {
    options_.task_timeout = absl::Seconds(3);
    Beat();
  }
  void Beat() {
    if (driver_.link != nullptr) driver_.Send(v1::Work());
    loop_.After(absl::Milliseconds(500), [this] { Beat(); });
  }
};

TEST_F(LateTasksTest, ATaskThatRunsTooLongFailsNamingItsOperator) {
  Attach();
  const v1::TaskReport& report = Run(Task(1, 1, {}), {EndlessProgram<true>(loop_)});
  EXPECT_EQ(report.outcome(), v1::TaskReport::FAILED);
  EXPECT_THAT(report.message(), AllOf(HasSubstr("lookForEver"), HasSubstr("3s"), HasSubstr("sluice.task.timeout")));
  EXPECT_EQ(EndlessOp<true>::ended, 1) << "it gave its thread back";
  EXPECT_FALSE(one_.executor->has_stuck_tasks());
}

TEST_F(LateTasksTest, OneThatDoesNotGiveUpLosesItsThreadAndTheSlotGoesOn) {
  options_.slots = 1;
  Attach();
  EXPECT_EQ(Run(Task(1, 1, {}), {EndlessProgram<false>(loop_)}).outcome(), v1::TaskReport::FAILED);
  EXPECT_EQ(EndlessOp<false>::ended, 0);
  EXPECT_TRUE(one_.executor->has_stuck_tasks());
  EXPECT_EQ(Run(Task(2, 2, {}), {Program(2, 0)}).outcome(), v1::TaskReport::SUCCEEDED);
  ASSERT_TRUE(Until([] { return EndlessOp<false>::ended == 1; }, absl::Minutes(5)));
  EXPECT_EQ(Run(Task(3, 2, {})).outcome(), v1::TaskReport::SUCCEEDED) << "the late end changed nothing";
}

TEST_F(LateTasksTest, AnExecutorProcessEndsInsteadOnceItHasToldWhy) {
  options_.ends_when_stuck = true;
  Attach();
  EXPECT_EQ(Run(Task(1, 1, {}), {EndlessProgram<false>(loop_)}).outcome(), v1::TaskReport::FAILED);
  std::optional<absl::Status> ended = one_.executor->Wait(absl::Seconds(1));
  ASSERT_TRUE(ended.has_value());
  EXPECT_THAT(*ended, StatusIs(absl::StatusCode::kDeadlineExceeded));
  ASSERT_TRUE(Until([] { return EndlessOp<false>::ended == 1; }, absl::Minutes(5)));
}

TEST_F(LateTasksTest, ATaskThatCrashesIsToldBeforeTheProcessDies) {
  Attach();
  v1::Work work;
  *work.add_stages() = EndlessProgram<false>(loop_);
  *work.add_tasks() = Task(1, 1, {});
  driver_.Send(work);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(driver_.tasks, IsEmpty());
  one_.executor->FailTaskAndEnd(TaskId(driver_.life, 1), "lookForEver: crashed with signal 11");
  ASSERT_TRUE(Until([&] { return driver_.tasks.contains(1); }, absl::Seconds(1)));
  EXPECT_EQ(driver_.tasks[1].message(), "lookForEver: crashed with signal 11");
  EXPECT_TRUE(one_.executor->Wait(absl::Seconds(1)).has_value());
  ASSERT_TRUE(Until([] { return EndlessOp<false>::ended == 1; }, absl::Minutes(5)));
}

}  // namespace
}  // namespace sluice
