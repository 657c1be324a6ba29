// Programs and results that are larger than a message: no link takes them at once, and none is lost by them.
#include <algorithm>
#include <string>

#include "common/base/pieces.h"
#include "common/net/transport.h"
#include "driver/application/application_driver_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class LargeMessagesTest : public ApplicationDriverTest {
 protected:
  // A job of one task whose program has so many bytes and more.
  static JobSpec JobOf(size_t bytes, char text = 'x') {
    RddNode node;
    node.partitions = 1;
    node.op = {.arguments = std::string(bytes, text), .name = "map"};
    return Collect(std::make_shared<RddNode>(std::move(node)));
  }
  std::vector<v1::StageProgram> ProgramsOf(FakeExecutor& executor) {
    std::vector<v1::StageProgram> programs;
    for (const v1::Work& work : executor.orders.works) {
      programs.insert(programs.end(), work.stages().begin(), work.stages().end());
    }
    return programs;
  }
  // The piece that the executor gets when it asks.
  v1::BroadcastPiece Ask(FakeExecutor& executor, const v1::StageProgram& program, int64_t offset) {
    const size_t before = executor.orders.works.size();
    v1::Report report;
    report.add_broadcasts()->set_key(program.fetched().key());
    report.mutable_broadcasts(0)->set_offset(offset);
    executor.Send(report);
    Until([&] { return executor.orders.works.size() > before && executor.orders.works.back().broadcasts_size() > 0; });
    return executor.orders.works.back().broadcasts(0);
  }
};

TEST_F(LargeMessagesTest, ProgramsThatFillALinkCostNoneOfThem) {
  executor(1).attach.set_slots(2);
  Attach(1);
  std::unique_ptr<Mailbox> other_user = loop_.NewMailbox("other user");
  std::optional<absl::Status> other_job;
  RunJob(JobOf(kLinkQueueBytesMax, 'a'));
  other_user->Post([&] { other_job = driver_->Run(JobOf(kLinkQueueBytesMax, 'b')).status(); });
  Until([&] { return job_.has_value() && other_job.has_value(); });
  EXPECT_THAT(*job_, IsOk());
  EXPECT_THAT(*other_job, IsOk());
  EXPECT_FALSE(executor(1).closed.has_value());
  const std::vector<v1::StageProgram> programs = ProgramsOf(executor(1));
  ASSERT_THAT(programs, SizeIs(2));
  EXPECT_GT(programs[0].fetched().bytes(), kLinkQueueBytesMax);
  EXPECT_NE(programs[0].fetched().key(), programs[1].fetched().key());
}

TEST_F(LargeMessagesTest, ASmallProgramComesWithItsFirstTask) {
  Attach(1);
  RunJob(JobOf(kSmallBytesMax / 2));
  JobResult();
  ASSERT_THAT(ProgramsOf(executor(1)), SizeIs(1));
  EXPECT_EQ(ProgramsOf(executor(1))[0].ops_size(), 1);
}

TEST_F(LargeMessagesTest, AnExecutorThatComesLaterFetchesTheSameOneInPieces) {
  Attach(1);
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  RunJob(JobOf(kPieceBytes));
  Until([&] { return executor(1).running.size() == 1; });
  const v1::StageProgram program = ProgramsOf(executor(1))[0];
  EXPECT_EQ(Ask(executor(1), program, 0).bytes(), kPieceBytes);
  executor(1).Disconnect();
  Attach(2);
  JobResult();
  ASSERT_THAT(ProgramsOf(executor(2)), SizeIs(1));
  EXPECT_EQ(ProgramsOf(executor(2))[0].fetched().key(), program.fetched().key());
  EXPECT_EQ(Ask(executor(2), program, 0).bytes(), kPieceBytes);
  EXPECT_EQ(Ask(executor(2), program, kPieceBytes).bytes(), program.fetched().bytes() - kPieceBytes);
}

TEST_F(LargeMessagesTest, AnExecutorThatComesBackIsNotSentWhatItHasAndFreesWhatNobodyUses) {
  Attach(1);
  RunJob(JobOf(kPieceBytes));
  JobResult();
  const int64_t stage = ProgramsOf(executor(1))[0].stage(), unknown = StageId(DriverLife(1), 99).value();
  executor(1).Disconnect();
  executor(1).attach.add_stages(stage);
  executor(1).attach.add_stages(unknown);
  Attach(1);
  job_.reset();
  RunJob(JobOf(kPieceBytes));
  JobResult();
  EXPECT_THAT(ProgramsOf(executor(1)), SizeIs(1));
  std::vector<int64_t> freed;
  for (const v1::Work& work : executor(1).orders.works) {
    freed.insert(freed.end(), work.free_stages().begin(), work.free_stages().end());
  }
  EXPECT_THAT(freed, ElementsAre(unknown));
}

// Executor 1 holds "abcde".
class HeldResultTest : public LargeMessagesTest {
 protected:
  void HoldResult() {
    Attach(1);
    executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
    RunJob(JobOf(1));
    Until([&] { return executor(1).running.size() == 1; });
    task_ = executor(1).running.begin()->second.task();
    v1::Report report;
    report.add_tasks()->set_task(task_);
    report.mutable_tasks(0)->set_result_bytes(5);
    report.mutable_tasks(0)->set_is_held(true);
    executor(1).Send(report);
    Until([&] { return Questions().size() == 1; });
  }
  void Give(int64_t offset, const std::string& bytes) {
    v1::Report report;
    v1::ResultPiece& piece = *report.add_results();
    piece.set_task(task_);
    piece.set_offset(offset);
    piece.set_bytes(static_cast<int64_t>(bytes.size()));
    executor(1).Send(report, bytes);
    loop_.RunFor(absl::Milliseconds(100));
  }
  std::vector<int64_t> Questions() {
    std::vector<int64_t> offsets;
    for (const v1::Work& work : executor(1).orders.works) {
      for (const v1::ResultWanted& wanted : work.results()) offsets.push_back(wanted.offset());
    }
    return offsets;
  }
  int64_t task_ = 0;
};

TEST_F(HeldResultTest, ItIsFetchedPieceByPieceBeforeTheJobEnds) {
  HoldResult();
  Give(0, "abc");
  EXPECT_THAT(Questions(), ElementsAre(0, 3));
  EXPECT_FALSE(job_.has_value());
  Give(3, "de");
  EXPECT_THAT(JobResult(), ElementsAre("abcde"));
}

TEST_F(HeldResultTest, ItIsMadeAgainWhenItsExecutorIsLostMeanwhile) {
  HoldResult();
  Give(0, "abc");
  executor(1).Disconnect();
  Attach(2);
  EXPECT_THAT(JobResult(), ElementsAre("p0"));
}

TEST_F(HeldResultTest, WhatIsHeldNoMoreIsMadeAgain) {
  HoldResult();
  executor(1).on_task = [](const v1::LaunchTask&, std::string& result) {
    result = "again";
    return v1::TaskReport();
  };
  Give(0, "");
  EXPECT_THAT(JobResult(), ElementsAre("again"));
}

}  // namespace
}  // namespace sluice
