#include "driver/application/application_figures.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

constexpr RunId kRun{1};

absl::Time At(int64_t millis) { return absl::FromUnixMillis(millis); }

class ApplicationFiguresTest : public ::testing::Test {
 protected:
  ApplicationFiguresTest() { history_.AddReader(figures_); }

  // Its interval ends at `time`, it begins `delay` ms later and takes `takes` ms.
  void RunBatch(int64_t time, int64_t delay, int64_t takes, const absl::Status& result = absl::OkStatus()) {
    const BatchKey batch{kRun, BatchTime(time)};
    history_.Add(BatchSubmitted{kRun, {.time = batch.time}});
    history_.Add(BatchStarted{batch, At(time + delay)});
    history_.Add(BatchFinished{batch, result, At(time + delay + takes)});
  }
  void Receiver(ReceiverEvent::Kind kind) { history_.Add(ReceiverEvent{.kind = kind, .run = kRun, .at = At(1)}); }
  std::string Text() { return figures_.Text(status_); }

  ApplicationFigures figures_;
  History history_;
  ApplicationStatus status_;
};

TEST_F(ApplicationFiguresTest, DelaysOfBatchesAreHistogramsInSeconds) {
  RunBatch(1000, 40, 300);
  RunBatch(2000, 4, 30);
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("# TYPE sluice_batch_scheduling_delay_seconds histogram"));
  EXPECT_THAT(text, HasSubstr("sluice_batch_scheduling_delay_seconds_bucket{le=\"0.005\"} 1"));
  EXPECT_THAT(text, HasSubstr("sluice_batch_processing_seconds_bucket{le=\"0.05\"} 1"));
  EXPECT_THAT(text, HasSubstr("sluice_batch_processing_seconds_sum 0.33"));
  EXPECT_THAT(text, HasSubstr("sluice_batch_total_delay_seconds_bucket{le=\"0.2\"} 1"));
  EXPECT_THAT(text, HasSubstr("sluice_batch_total_delay_seconds_count 2"));
}

TEST_F(ApplicationFiguresTest, AnEndIsCountedOnceAndForWhatIsKnown) {
  RunBatch(1000, 0, 1);
  RunBatch(2000, 0, 1, absl::AbortedError("boom"));
  history_.Add(BatchFinished{{kRun, BatchTime(2000)}, absl::OkStatus(), At(9000)});
  history_.Add(BatchFinished{{kRun, BatchTime(7000)}, absl::OkStatus(), At(9000)});
  history_.Add(JobStarted{{.id = JobId(1), .started = At(1)}});
  history_.Add(JobEnded{JobId(1), absl::OkStatus(), At(2)});
  history_.Add(JobEnded{JobId(1), absl::OkStatus(), At(3)});
  EXPECT_THAT(Text(), HasSubstr(R"(sluice_batches_total{result="completed"} 1)"));
  EXPECT_THAT(Text(), HasSubstr(R"(sluice_batches_total{result="failed"} 1)"));
  EXPECT_THAT(Text(), HasSubstr(R"(sluice_jobs_total{result="completed"} 1)"));
}

TEST_F(ApplicationFiguresTest, AnExecutorThatLeavesIsNotLost) {
  for (int id : {1, 2}) history_.Add(ExecutorAttached{.executor = ExecutorId(id), .at = At(1)});
  history_.Add(ExecutorGone{.executor = ExecutorId(1), .reason = "silent", .at = At(2)});
  history_.Add(ExecutorGone{.executor = ExecutorId(2), .reason = "bye", .at = At(3), .in_order = true});
  EXPECT_THAT(Text(), HasSubstr("sluice_executors_lost_total 1"));
}

TEST_F(ApplicationFiguresTest, ReceiversThatBeginAgainAreSeen) {
  history_.Add(StreamingStarted{kRun, At(0)});
  Receiver(ReceiverEvent::Kind::kStarted);
  Receiver(ReceiverEvent::Kind::kError);
  Receiver(ReceiverEvent::Kind::kStarted);
  EXPECT_THAT(Text(), HasSubstr("sluice_receiver_starts_total 2"));
  EXPECT_THAT(Text(), HasSubstr("sluice_receiver_errors_total 1"));
}

TEST_F(ApplicationFiguresTest, SaysHowItIsAtTheMoment) {
  RunStatus& run = status_.runs.emplace_back();
  run.batch_interval = absl::Milliseconds(250);
  run.batches.resize(3);
  run.batches[0].state = BatchRecord::State::kRunning;
  EXPECT_THAT(Text(), HasSubstr("sluice_batch_interval_seconds 0.25"));
  EXPECT_THAT(Text(), HasSubstr("sluice_batches_waiting 2"));
  status_.runs.clear();
  EXPECT_THAT(Text(), HasSubstr("sluice_batches_waiting 0"));
}

}  // namespace
}  // namespace sluice
