#include "driver/history/history.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr RunId kRun{1};

absl::Time At(int64_t millis) { return absl::FromUnixMillis(millis); }

void RunBatch(History& history, int64_t time, const absl::Status& result = absl::OkStatus()) {
  const BatchKey batch{kRun, BatchTime(time)};
  history.Add(BatchSubmitted{kRun, {.time = batch.time}});
  history.Add(BatchStarted{batch, At(time)});
  history.Add(BatchFinished{batch, result, At(time + 1)});
}

void RunJob(History& history, int id, const std::string& description = "") {
  history.Add(JobStarted{{.id = JobId(id), .description = description, .started = At(id)}});
  history.Add(JobEnded{JobId(id), absl::OkStatus(), At(id + 1)});
}

TEST(HistoryTest, OnlyTheLastFinishedBatchesAreRemembered) {
  History history({.batches = {.bytes = 1 << 20, .records = 2}});
  RunBatch(history, 1);
  RunBatch(history, 2);
  RunBatch(history, 3, absl::AbortedError("boom"));
  const std::vector<BatchRecord> batches = history.BatchesOf(kRun);
  ASSERT_THAT(batches, SizeIs(2));
  EXPECT_EQ(batches.front().time, BatchTime(2));
  EXPECT_EQ(batches.back().state, BatchRecord::State::kFailed);
  EXPECT_EQ(batches.back().error, "boom");
  EXPECT_EQ(history.application().batches_completed, 2);
  EXPECT_EQ(history.application().batches_failed, 1);
}

TEST(HistoryTest, ABatchThatRunsIsShownAfterThoseThatHaveEnded) {
  History history;
  history.Add(BatchSubmitted{kRun, {.time = BatchTime(1)}});
  RunBatch(history, 2);
  history.Add(BatchSubmitted{RunId(9), {.time = BatchTime(1)}});
  std::vector<BatchTime> times;
  for (const BatchRecord& batch : history.BatchesOf(kRun)) times.push_back(batch.time);
  EXPECT_THAT(times, ElementsAre(BatchTime(2), BatchTime(1)));
}

TEST(HistoryTest, HoweverManyJobsRunTheLastBatchesStay) {
  History history;
  RunBatch(history, 1);
  history.Add(JobStarted{{.id = JobId(0)}});
  for (int id = 1; id <= 20'000; ++id) RunJob(history, id, std::string(1000, 'x'));
  EXPECT_THAT(history.BatchesOf(kRun), SizeIs(1));
  EXPECT_LE(history.jobs().ended_bytes(), HistoryOptions().jobs.bytes);
  EXPECT_GE(history.jobs().ended().size(), 5'000u);
  EXPECT_NE(history.jobs().open().find(JobId(0)), history.jobs().open().end()) << "it still runs";
}

TEST(HistoryTest, TextsAndPartsOfWhatIsKeptCount) {
  JobRecord job{.error = std::string(1000, 'x')};
  EXPECT_GE(BytesOf(job), 1000 + static_cast<int64_t>(sizeof(JobRecord)));
  const int64_t before = BytesOf(job);
  job.stages[StageNumber(1)].name = std::string(500, 'x');
  EXPECT_GE(BytesOf(job), before + 500 + static_cast<int64_t>(sizeof(StageRecord)));
  BatchRecord batch;
  batch.input_metadata[InputId(0)] = {std::string(100, 'x'), std::string(200, 'x')};
  batch.outputs[0].result = absl::AbortedError(std::string(300, 'x'));
  EXPECT_GE(BytesOf(batch), 600 + static_cast<int64_t>(sizeof(BatchRecord)));
  RunRecord run;
  run.receivers[InputId(0)].message = std::string(100, 'x');
  EXPECT_GE(BytesOf(run), 100 + static_cast<int64_t>(sizeof(RunRecord)));
}

TEST(HistoryTest, RowsThatAnInputHasCountedAreAmongTheRecordsOfItsBatch) {
  History history;
  const BatchKey batch{RunId(0), BatchTime(1000)};
  history.Add(BatchSubmitted{batch.run, {.time = batch.time, .records = 5, .input_records = {{InputId(0), 5}}}});
  history.Add(InputEvent{batch, InputId(1), {"partition 0: 0 to 7"}, 7});
  history.Add(InputEvent{batch, InputId(2), {"a.txt"}});
  const BatchRecord& record = *history.batches().Find(batch);
  EXPECT_EQ(record.records, 12);
  EXPECT_THAT(record.input_records, ElementsAre(Pair(InputId(0), 5), Pair(InputId(1), 7)));
  history.Add(InputEvent{batch, InputId(1), {"partition 0: 0 to 7"}, 7});
  EXPECT_EQ(record.records, 12) << "it was cancelled, and has run again";
}

TEST(HistoryTest, WhatTasksTookIsInTheirJobAndAmongTheWorkOfTheirExecutor) {
  History history;
  history.Add(ExecutorAttached{.executor = ExecutorId(3), .worker = "w"});
  history.Add(JobStarted{{.id = JobId(0)}});
  const ExecutorShare share{.executor = ExecutorId(3), .tasks = 2, .run_micros = 50, .records = 9};
  history.Add(TasksSummarised{JobId(0), StageNumber(1), {.tasks = 2, .executors = {share}}});
  history.Add(TasksSummarised{JobId(9), StageNumber(4), {.tasks = 2, .executors = {share}}});
  const KnownJob& job = *history.jobs().Find(JobId(0));
  EXPECT_EQ(job.tasks.at(StageNumber(1)).tasks, 2);
  EXPECT_EQ(history.executors().Find(ExecutorId(3))->work.records, 9) << "nobody knows job 9";
  EXPECT_GE(BytesOf(job), BytesOf(static_cast<const JobRecord&>(job)) + static_cast<int64_t>(sizeof(TaskSummary)));
}

TEST(HistoryTest, WhatAStageReadsStaysKnownWhenItMoves) {
  History history;
  history.Add(JobStarted{{.id = JobId(0)}});
  const StageRecord stage{.job = JobId(0), .number = StageNumber(1), .tasks = 2, .active = 1};
  history.Add(StageChanged{stage, At(1), {StageNumber(0)}});
  history.Add(StageChanged{stage, At(2)});
  EXPECT_THAT(history.jobs().Find(JobId(0))->reads.at(StageNumber(1)), ElementsAre(StageNumber(0)));
}

TEST(HistoryTest, AnExecutorThatLeavesInOrderIsNotLost) {
  History history;
  for (int id : {1, 2}) history.Add(ExecutorAttached{.executor = ExecutorId(id), .worker = "w"});
  EXPECT_FALSE(history.executors().Find(ExecutorId(1))->is_lost());
  history.Add(ExecutorGone{ExecutorId(1), "silent", At(1)});
  history.Add(ExecutorGone{ExecutorId(2), "it has left", At(1), /*in_order=*/true});
  EXPECT_TRUE(history.executors().Find(ExecutorId(1))->is_lost());
  EXPECT_FALSE(history.executors().Find(ExecutorId(2))->is_lost());
}

// Looks up in the history what it is told of.
class Lookups : public HistoryReader {
 public:
  void OnEvent(const HistoryEvent& event, const History& history) override {
    const auto* ended = std::get_if<JobEnded>(&event);
    if (ended != nullptr) found.push_back(history.jobs().Find(ended->job) != nullptr);
  }
  std::vector<bool> found;
};

TEST(HistoryTest, AReaderFindsWhatItIsToldOfEvenIfThereIsNoRoomForIt) {
  History history({.jobs = {.bytes = 1}});
  Lookups reader;
  history.AddReader(reader);
  for (int id : {1, 2}) RunJob(history, id);
  EXPECT_THAT(reader.found, ElementsAre(true, true));
  history.RemoveReader(reader);
  RunJob(history, 3);
  EXPECT_THAT(reader.found, SizeIs(2));
}

}  // namespace
}  // namespace sluice
