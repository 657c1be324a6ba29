// Programs and results that are larger than a message: they come and go piece by piece, beside all else.
#include <algorithm>
#include <string>

#include "common/base/pieces.h"
#include "worker/executor/executor_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class LargeProgramTest : public ExecutorTest {
 protected:
  LargeProgramTest() { Beat(); }
  void Beat() {
    if (driver_.link != nullptr) driver_.Send(v1::Work());
    loop_.After(absl::Milliseconds(500), [this] { Beat(); });
  }
  VariableKey Key() const { return VariableKey(driver_.life, 70); }
  // As the driver names it.
  v1::StageProgram Named(int stage) {
    v1::StageProgram named;
    named.set_stage(StageId(driver_.life, stage).value());
    named.mutable_fetched()->set_key(Key().value());
    named.mutable_fetched()->set_bytes(encoded_.size());
    return named;
  }
  void Order(int64_t task, int stage) {
    v1::Work work;
    *work.add_stages() = Named(stage);
    *work.add_tasks() = Task(task, stage, {});
    driver_.Send(work);
    loop_.RunFor(absl::Milliseconds(100));
  }
  void Answer(int64_t offset, size_t bytes, DriverLife life, const std::string& gone = "") {
    const std::string piece = encoded_.substr(offset, bytes);
    v1::Work work;
    v1::BroadcastPiece& answer = *work.add_broadcasts();
    answer.set_key(VariableKey(life, 70).value());
    answer.set_offset(offset);
    answer.set_bytes(static_cast<int64_t>(piece.size()));
    answer.set_gone(gone);
    driver_.Send(work, piece);
    loop_.RunFor(absl::Milliseconds(100));
  }
  std::vector<int64_t> AskedOffsets() {
    std::vector<int64_t> offsets;
    for (const v1::BroadcastWanted& wanted : driver_.broadcasts) offsets.push_back(wanted.offset());
    return offsets;
  }

  const std::string encoded_ = Program(1, 0).SerializeAsString();
};

TEST_F(LargeProgramTest, TasksWaitForItAndOthersRunMeanwhile) {
  Attach();
  Order(10, 1);
  EXPECT_THAT(AskedOffsets(), ElementsAre(0));
  Answer(0, 9, driver_.life);
  EXPECT_THAT(AskedOffsets(), ElementsAre(0, 9));
  EXPECT_EQ(Run(Task(20, 2, {}), {Program(2, 0)}).outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_FALSE(driver_.tasks.contains(10));
  Answer(9, encoded_.size(), driver_.life);
  EXPECT_EQ(driver_.tasks[10].outcome(), v1::TaskReport::SUCCEEDED);
  Order(11, 1);
  EXPECT_EQ(driver_.tasks[11].outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_THAT(AskedOffsets(), SizeIs(2)) << "it came once";
}

TEST_F(LargeProgramTest, ABrokenLinkCostsNoPieceAndTheDriverHearsThatItIsHere) {
  Attach();
  Order(10, 1);
  Answer(0, 9, driver_.life);
  driver_.link->Close(absl::UnavailableError("the cable"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() == 2; }));
  EXPECT_THAT(driver_.attaches[1].stages(), ElementsAre(StageId(driver_.life, 1).value()));
  loop_.RunFor(absl::Milliseconds(100));
  EXPECT_THAT(AskedOffsets(), ElementsAre(0, 9, 9));
  Answer(9, encoded_.size(), driver_.life);
  EXPECT_EQ(Run(Task(11, 1, {})).outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_FALSE(driver_.tasks.contains(10)) << "the driver has given it up";
}

TEST_F(LargeProgramTest, OneThatIsFreedOnItsWayIsNotFetchedToItsEnd) {
  Attach();
  Order(10, 1);
  v1::Work work;
  work.add_cancel_tasks(TaskId(driver_.life, 10).value());
  work.add_free_stages(StageId(driver_.life, 1).value());
  driver_.Send(work);
  Answer(0, 9, driver_.life);
  EXPECT_THAT(AskedOffsets(), ElementsAre(0));
  EXPECT_EQ(driver_.tasks[10].outcome(), v1::TaskReport::CANCELLED);
}

TEST_F(LargeProgramTest, OneThatTheDriverHasNoMoreFailsItsTasksWithTheReason) {
  Attach();
  Order(10, 1);
  Answer(0, 0, driver_.life, "it was destroyed");
  EXPECT_EQ(driver_.tasks[10].outcome(), v1::TaskReport::FAILED);
  EXPECT_THAT(driver_.tasks[10].message(), HasSubstr("the program of the stage cannot be fetched: it was destroyed"));
}

TEST_F(LargeProgramTest, APieceOfAFormerLifeIsNoneOfTheProgramWithTheSameNumber) {
  Attach();
  Order(10, 1);
  Answer(0, 9, driver_.life);
  const DriverLife former = driver_.life;
  driver_.life = DriverLife(2);
  driver_.link->Close(absl::UnavailableError("the driver starts anew"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() == 2; }));
  loop_.RunFor(absl::Milliseconds(100));
  driver_.broadcasts.clear();
  Order(10, 1);
  EXPECT_THAT(AskedOffsets(), ElementsAre(0)) << "from its beginning";
  Answer(0, 9, former);
  EXPECT_THAT(AskedOffsets(), SizeIs(1));
  Answer(0, encoded_.size(), driver_.life);
  EXPECT_EQ(driver_.tasks[10].outcome(), v1::TaskReport::SUCCEEDED);
  EXPECT_THAT(driver_.ended, ElementsAre(TaskId(driver_.life, 10)));
}

// A task gives its input to the driver, some more than one piece.
class LargeResultTest : public LargeProgramTest {
 protected:
  LargeResultTest() : text_(kPieceBytes + 10, 'x') { text_.back() = 'y'; }
  void RunTask() {
    Attach();
    Receive(StartReceiver(), {text_});
    const v1::TaskReport& report = Run(Task(10, 1, {0}), {Program(1, 0)});
    EXPECT_TRUE(report.is_held());
    EXPECT_EQ(report.result_bytes(), text_.size());
    EXPECT_EQ(driver_.results[10], "");
  }
  void Ask(int64_t offset, bool cancels = false) {
    v1::Work work;
    if (cancels) work.add_cancel_tasks(TaskId(driver_.life, 10).value());
    work.add_results()->set_task(TaskId(driver_.life, 10).value());
    work.mutable_results(0)->set_offset(offset);
    driver_.Send(work);
    loop_.RunFor(absl::Milliseconds(100));
  }
  std::string text_;
};

TEST_F(LargeResultTest, ItIsHeldUntilTheDriverHasAskedForAllOfIt) {
  RunTask();
  Ask(0);
  EXPECT_EQ(driver_.pieces.back().bytes(), kPieceBytes);
  EXPECT_THAT(driver_.results[10], SizeIs(kPieceBytes));
  Ask(kPieceBytes);
  EXPECT_TRUE(driver_.results[10] == text_);
  Ask(0);
  EXPECT_EQ(driver_.pieces.back().bytes(), 0) << "it is free";
}

TEST_F(LargeResultTest, OfATaskThatIsCancelledItIsHeldNoMore) {
  RunTask();
  Ask(0, /*cancels=*/true);
  ASSERT_THAT(driver_.pieces, SizeIs(1));
  EXPECT_EQ(driver_.pieces[0].bytes(), 0);
}

TEST_F(LargeResultTest, WhenTheLinkBreaksItIsGivenUpLikeEveryReport) {
  RunTask();
  driver_.link->Close(absl::UnavailableError("the cable"));
  ASSERT_TRUE(Until([&] { return driver_.attaches.size() == 2; }));
  Ask(0);
  ASSERT_THAT(driver_.pieces, SizeIs(1));
  EXPECT_EQ(driver_.pieces[0].bytes(), 0);
}

TEST_F(LargeResultTest, QuestionsThatNoDriverAsksAreAnswered) {
  RunTask();
  for (int64_t offset : {int64_t{-1}, static_cast<int64_t>(text_.size()), INT64_MAX}) {
    Ask(offset);
    EXPECT_EQ(driver_.pieces.back().bytes(), 0) << offset;
  }
}

}  // namespace
}  // namespace sluice
