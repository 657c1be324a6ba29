#include <map>
#include <sstream>
#include <string>

#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"
#include "driver/history/history.h"
#include "gtest/gtest.h"

// Scenarios in text: what happens, a line each, then below "----" what the history knows.

namespace sluice {
namespace {

absl::Status Result(const std::string& error) { return error.empty() ? absl::OkStatus() : absl::AbortedError(error); }

// Words of a line, and what they mean.
class Scenario {
 public:
  explicit Scenario(const HistoryOptions& options = {}) : history_(options) {}

  // What is known after these lines; each takes a second.
  std::string Play(const std::string& lines) {
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
      now_ += absl::Seconds(1);
      PlayLine(line);
    }
    return Known();
  }

 private:
  void PlayLine(const std::string& line) {
    std::istringstream in(line);
    std::string noun, verb, text;
    int id = 0;
    if (!(in >> noun >> id >> verb)) return;
    if (noun == "job") {
      in >> text;
      verb == "starts" ? history_.Add(JobStarted{{.id = JobId(id), .group = text, .started = now_}})
                       : history_.Add(JobEnded{JobId(id), Result(text), now_});
    } else if (noun == "stage") {
      StageRecord stage{.number = StageNumber(id)};
      int job = 0;
      in >> job >> stage.tasks >> stage.active >> stage.completed >> stage.failed;
      stage.job = JobId(job);
      history_.Add(StageChanged{stage, now_});
    } else if (noun == "batch") {
      PlayBatch({RunId(0), BatchTime(id)}, verb, in);
    } else if (noun == "executor") {
      verb == "attaches" ? history_.Add(ExecutorAttached{.executor = ExecutorId(id), .worker = "w", .at = now_})
                         : history_.Add(ExecutorGone{ExecutorId(id), "silent", now_});
    }
  }

  void PlayBatch(const BatchKey& batch, const std::string& verb, std::istringstream& in) {
    std::string text;
    in >> text;
    if (verb == "waits") history_.Add(BatchSubmitted{batch.run, {.time = batch.time}});
    if (verb == "starts") history_.Add(BatchStarted{batch, now_});
    if (verb == "outputs") history_.Add(OutputEvent{batch, 0, {.name = text}});
    if (verb == "ends") history_.Add(BatchFinished{batch, Result(text), now_});
    if (verb == "goes") history_.Add(BatchDropped{batch});
  }

  std::string Known() const {
    std::string text;
    for (const auto& ended : history_.jobs().ended()) text += Line(ended.record);
    for (const auto& [id, job] : history_.jobs().open()) text += Line(job);
    for (const BatchRecord& batch : history_.BatchesOf(RunId(0))) text += Line(batch);
    for (const auto& ended : history_.executors().ended()) {
      text += StrCat("executor ", ended.key, " gone: ", ended.record.reason, "\n");
    }
    for (const auto& [id, executor] : history_.executors().open()) {
      text += StrCat("executor ", id, " of ", executor.attached.worker, "\n");
    }
    return text;
  }

  static std::string Line(const JobRecord& job) {
    static const char* const kStates[] = {"runs", "succeeded", "failed: "};
    std::string line = StrCat("job ", job.id.value(), " ", kStates[static_cast<int>(job.state)], job.error);
    for (const auto& [number, stage] : job.stages) {
      line += StrCat(", stage ", number.value(), " ", stage.is_active() ? "active " : "", stage.completed, "/",
                     stage.tasks, stage.active > 0 ? StrCat(" ", stage.active, " run") : "",
                     stage.failed > 0 ? StrCat(" ", stage.failed, " failed") : "");
    }
    return line + "\n";
  }

  static std::string Line(const BatchRecord& batch) {
    static const char* const kStates[] = {"waits", "runs", "completed", "failed: "};
    return StrCat("batch ", batch.time.value(), " ", kStates[static_cast<int>(batch.state)], batch.error,
                  batch.outputs.empty() ? "" : StrCat(" with ", batch.outputs.at(0).name), "\n");
  }

  History history_;
  absl::Time now_ = absl::UnixEpoch();
};

void Check(const std::string& scenario, const HistoryOptions& options = {}) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(scenario, absl::MaxSplits("----\n", 1));
  EXPECT_EQ(Scenario(options).Play(parts.first), parts.second);
}

TEST(HistoryScenarioTest, AJobIsKnownFromItsStartOn) {
  Check(R"(job 0 starts nightly
stage 0 of 0 4 2 1 0
stage 1 of 0 2 0 0 0
----
job 0 runs, stage 0 active 1/4 2 run, stage 1 0/2
)");
}

TEST(HistoryScenarioTest, AFinishedJobStaysKnownWithItsStages) {
  Check(R"(job 0 starts
stage 0 of 0 4 4 0 0
stage 0 of 0 4 0 4 1
job 0 ends
job 1 starts
----
job 0 succeeded, stage 0 4/4 1 failed
job 1 runs
)");
}

TEST(HistoryScenarioTest, TasksOfAJobThatFailsEndWithIt) {
  Check(R"(job 0 starts
stage 0 of 0 4 3 1 0
job 0 ends boom
----
job 0 failed: boom, stage 0 1/4
)");
}

TEST(HistoryScenarioTest, WhatComesAfterTheEndChangesNothing) {
  Check(R"(job 0 starts
job 0 ends
stage 0 of 0 4 3 1 0
job 0 ends boom
batch 1 waits
batch 1 starts
batch 1 ends
batch 1 outputs print
batch 1 ends boom
job 7 ends
batch 7 starts
executor 7 goes
----
job 0 succeeded
batch 1 completed
)");
}

TEST(HistoryScenarioTest, BatchesRunEndFailAndGo) {
  Check(R"(batch 1 waits
batch 2 waits
batch 3 waits
batch 4 waits
batch 1 starts
batch 1 outputs print
batch 1 ends
batch 2 starts
batch 2 ends boom
batch 3 starts
batch 4 goes
----
batch 1 completed with print
batch 2 failed: boom
batch 3 runs
)");
}

TEST(HistoryScenarioTest, TheOldestFinishedOnesGoAndNeverWhatRuns) {
  Check(R"(job 0 starts
job 1 starts
job 1 ends
job 2 starts
job 2 ends
job 3 starts
job 3 ends
batch 1 waits
batch 2 waits
batch 2 starts
batch 2 ends
batch 3 waits
batch 3 starts
batch 3 ends
----
job 2 succeeded
job 3 succeeded
job 0 runs
batch 3 completed
batch 1 waits
)",
        {.jobs = {.bytes = 1 << 20, .records = 2}, .batches = {.bytes = 1}});
}

TEST(HistoryScenarioTest, AnExecutorThatComesBackIsThere) {
  Check(R"(executor 1 attaches
executor 2 attaches
executor 1 goes
executor 2 goes
executor 1 attaches
----
executor 2 gone: silent
executor 1 of w
)");
}

}  // namespace
}  // namespace sluice
