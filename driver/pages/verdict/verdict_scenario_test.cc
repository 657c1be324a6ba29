#include <algorithm>
#include <map>
#include <sstream>
#include <string>

#include "absl/strings/str_replace.h"
#include "common/base/str_cat.h"
#include "driver/pages/verdict/verdict.h"
#include "gtest/gtest.h"

// Scenarios in text: an application that is well, and what is wrong with it, a line each.

namespace sluice {
namespace {

constexpr RunId kRun{0};
constexpr InputId kInput{0};
const absl::Time kStart = absl::FromUnixMillis(1'796'000'000'000);

// What a line says behind its first word: "skew partition=3 times=12".
class Line {
 public:
  Line() = default;
  explicit Line(std::istringstream& in) {
    for (std::string word; in >> word;) {
      const size_t equals = word.find('=');
      words_[word.substr(0, equals)] = word.substr(equals + 1);
    }
    is_there_ = true;
  }
  explicit operator bool() const { return is_there_; }
  double Number(const std::string& name, double otherwise) const {
    auto found = words_.find(name);
    return found == words_.end() ? otherwise : std::stod(found->second);
  }
  std::string Text(const std::string& name, const std::string& otherwise) const {
    auto found = words_.find(name);
    return found == words_.end() ? otherwise : found->second;
  }

 private:
  bool is_there_ = false;
  std::map<std::string, std::string> words_;
};

Spread SpreadOf(std::vector<int64_t> values) {
  std::sort(values.begin(), values.end());
  auto at = [&](double part) { return values[static_cast<size_t>(part * static_cast<double>(values.size() - 1))]; };
  Spread spread{at(0), at(0.25), at(0.5), at(0.75), at(1)};
  for (int64_t value : values) spread.total += value;
  return spread;
}

// An application on three executors with two slots each, whose batches take 0.3 intervals, and vary.
class World {
 public:
  explicit World(const std::string& scenario) {
    std::istringstream lines(scenario);
    for (std::string text; std::getline(lines, text);) {
      std::istringstream in(text);
      std::string noun;
      if (in >> noun) lines_[noun] = Line(in);
    }
    Play();
  }

  Verdict Judged() const {
    ApplicationView view{.id = "app-1",
                         .name = "counts",
                         .user = "ann",
                         .started = kStart,
                         .now = now_ + absl::Seconds(1),
                         .history = history_,
                         .status = {},
                         .settings = {}};
    return Judge(view);
  }

 private:
  Line Of(const std::string& noun) const {
    auto found = lines_.find(noun);
    return found == lines_.end() ? Line() : found->second;
  }
  // Deterministic noise around 1.
  double Noise(double by) {
    noise_ = noise_ * 1103515245 + 12345;
    return 1 - by + 2 * by * static_cast<double>(noise_ >> 16 & 0x7fff) / 32768;
  }

  void Play() {
    executors_ = static_cast<int>(Of("cluster").Number("executors", 3));
    history_.Add(StreamingStarted{kRun, kStart});
    for (int id = 1; id <= executors_; ++id) {
      history_.Add(ExecutorAttached{ExecutorId(id), StrCat("w", id), "", 2, kStart});
    }
    history_.Add(ReceiverEvent{.run = kRun, .input = kInput, .name = "lines", .at = kStart});
    now_ = kStart;
    const int batches = static_cast<int>(Of("batches").Number("count", 30));
    for (int number = 1; number <= batches; ++number) PlayBatch(number, batches);
    PlayEnd();
  }

  void PlayEnd() {
    if (Line lost = Of("lost")) {
      history_.Add(ExecutorGone{ExecutorId(static_cast<int>(lost.Number("executor", 1))), "silent", now_});
    }
    if (Line left = Of("left")) {
      history_.Add(ExecutorGone{ExecutorId(static_cast<int>(left.Number("executor", 1))), "drained", now_, true});
    }
    if (Line stopped = Of("receiver")) {
      history_.Add(ReceiverEvent{.kind = ReceiverEvent::Kind::kStopped,
                                 .run = kRun,
                                 .input = kInput,
                                 .name = "lines",
                                 .message = stopped.Text("says", "refused"),
                                 .at = now_});
    }
  }

  absl::Time Submitted(int number, absl::Time end) const {
    Line clock = Of("clock");
    const bool is_late = clock && number == static_cast<int>(clock.Number("batch", 25));
    return end + absl::Seconds(is_late ? clock.Number("ahead", 0) : 0);
  }
  // Batches go on when the calendar is set back, jobs go by it.
  absl::Time Calendar(int number) const {
    Line clock = Of("clock");
    const bool is_back = clock && number >= static_cast<int>(clock.Number("batch", 25));
    return now_ - absl::Seconds(is_back ? clock.Number("back", 0) : 0);
  }

  int64_t Records(int number, int batches) {
    const double usual = Of("records").Number("each", 6000) * Noise(0.2);
    Line dry = Of("dry");
    const bool is_dry = dry && number > batches - static_cast<int>(dry.Number("last", 6));
    const bool is_pause = Of("bursts") && number % 8 >= 4;
    return static_cast<int64_t>(is_pause ? 0 : is_dry ? usual * dry.Number("to", 0) : usual);
  }

  void PlayBatch(int number, int batches) {
    const absl::Time end = kStart + number * absl::Seconds(1);
    const BatchKey batch{kRun, BatchTime(absl::ToUnixMillis(end))};
    const int64_t records = Records(number, batches);
    history_.Add(BatchSubmitted{kRun,
                                {.time = batch.time,
                                 .records = records,
                                 .input_records = {{kInput, records}},
                                 .submitted = Submitted(number, end)}});
    if (Line files = Of("files")) {
      const std::vector<std::string> found(static_cast<size_t>(files.Number("count", 0)), "in/part.txt");
      history_.Add(InputEvent{batch, kInput, found});
    }
    now_ = std::max(now_, end);
    history_.Add(BatchStarted{batch, now_});
    OutputRecord output{.name = "foreachRDD", .started = now_};
    history_.Add(OutputEvent{batch, 0, output});
    PlayJob(number, batches, batch, records);
    now_ += absl::Milliseconds(Of("output").Number("waits_ms", 0));
    output.ended = now_;
    history_.Add(OutputEvent{batch, 0, output});
    history_.Add(BatchFinished{batch, absl::OkStatus(), now_});
  }

  void PlayJob(int number, int batches, const BatchKey& batch, int64_t records) {
    const JobId job(number);
    const int tasks = static_cast<int>(Of("tasks").Number("count", 6));
    StageRecord stage{.job = job,
                      .number = StageNumber(number),
                      .name = absl::StrReplaceAll(Of("stage").Text("name", "map+reduceByKey"), {{"+", ", "}}),
                      .tasks = tasks,
                      .active = tasks};
    history_.Add(JobStarted{{.id = job, .batch = batch, .output = 0, .started = Calendar(number)}});
    history_.Add(StageChanged{stage, Calendar(number)});
    const double growth = 1 + (Of("growth").Number("to", 1) - 1) * number / batches;
    const TaskSummary summary = RunTasks(tasks, records, growth);
    stage.active = 0;
    stage.completed = tasks;
    history_.Add(StageChanged{stage, Calendar(number)});
    history_.Add(TasksSummarised{job, stage.number, summary});
    history_.Add(JobEnded{job, absl::OkStatus(), Calendar(number)});
  }

  // Partition i runs on executor i modulo their number. The driver starts them one after the other.
  TaskSummary RunTasks(int tasks, int64_t records, double growth) {
    std::vector<int64_t> all_micros, all_records;
    std::map<int, ExecutorShare> shares;
    TaskSummary summary{.tasks = tasks};
    for (int partition = 0; partition < tasks; ++partition) {
      const TaskSummary::Task task = RunTask(partition, tasks, records, growth);
      all_micros.push_back(task.run_micros);
      all_records.push_back(task.records);
      shares[task.executor.value()].executor = task.executor;
      shares[task.executor.value()].Add({.tasks = 1, .run_micros = task.run_micros, .records = task.records});
      if (task.run_micros > summary.slowest.run_micros) summary.slowest = task;
      if (task.records > summary.largest.records) summary.largest = task;
    }
    int64_t longest = *std::max_element(all_micros.begin(), all_micros.end());
    for (const auto& [executor, share] : shares) {
      summary.executors.push_back(share);
      longest = std::max(longest, share.run_micros / 2);
    }
    summary.run_micros = SpreadOf(std::move(all_micros));
    summary.records = SpreadOf(std::move(all_records));
    now_ += absl::Microseconds(longest + tasks * 1000);
    return summary;
  }

  TaskSummary::Task RunTask(int partition, int tasks, int64_t records, double growth) {
    TaskSummary::Task task{.partition = partition, .executor = ExecutorId(partition % executors_ + 1)};
    double rows = static_cast<double>(records) / tasks * Noise(0.1);
    double micros_each = Of("records").Number("micros", 300) * growth * Noise(0.2);
    Line skew = Of("skew");
    if (skew && partition == static_cast<int>(skew.Number("partition", 0))) rows *= skew.Number("times", 1);
    Line slow = Of("slow");
    const bool is_slow = slow && task.executor.value() == static_cast<int>(slow.Number("executor", 0));
    if (is_slow) micros_each *= slow.Number("times", 1);
    task.records = static_cast<int64_t>(rows);
    task.run_micros = static_cast<int64_t>(rows * micros_each);
    return task;
  }

  std::map<std::string, Line> lines_;
  History history_;
  absl::Time now_;
  int executors_ = 3;
  uint32_t noise_ = 1;
};

// "skew, lost_executor": what weighs most first.
std::string Kinds(const std::string& scenario) {
  std::string kinds;
  for (const Finding& finding : World(scenario).Judged().findings) {
    kinds += StrCat(kinds.empty() ? "" : ", ", finding.kind);
  }
  return kinds.empty() ? "none" : kinds;
}

TEST(VerdictScenarioTest, NothingIsWrongIsAnAnswer) {
  const Verdict verdict = World("").Judged();
  EXPECT_EQ(verdict.kind, "none") << verdict.text;
  EXPECT_TRUE(verdict.text.starts_with("nothing is wrong: batches take 0.3")) << verdict.text;
}

TEST(VerdictScenarioTest, AnApplicationThatIsBusyButKeepsUpIsWell) {
  EXPECT_EQ(Kinds("records micros=600"), "none");
  EXPECT_EQ(Kinds("tasks count=60"), "none");
  EXPECT_EQ(Kinds("stage name=map+foreachPartition"), "none");
  EXPECT_EQ(Kinds("bursts"), "none") << "a source that pauses now and then";
  EXPECT_EQ(Kinds("left executor=2"), "none") << "it left in order";
  EXPECT_EQ(Kinds("batches count=1"), "none");
  EXPECT_EQ(Kinds("batches count=0"), "none");
}

TEST(VerdictScenarioTest, WhatCostsLittleIsNotWorthAWord) {
  EXPECT_EQ(Kinds("records micros=10\nskew partition=3 times=5"), "none");
  EXPECT_EQ(Kinds("records micros=10\nslow executor=2 times=3"), "none");
}

TEST(VerdictScenarioTest, SkewIsNamedWithItsPartition) {
  const Verdict verdict = World("skew partition=4 times=12").Judged();
  EXPECT_EQ(verdict.kind, "skew") << verdict.text;
  EXPECT_NE(verdict.text.find("partition 4 has 1"), std::string::npos) << verdict.text;
  EXPECT_EQ(verdict.findings.size(), 1u) << verdict.text;
  EXPECT_EQ(Kinds("skew partition=2 times=4"), "skew") << "a mild one";
}

TEST(VerdictScenarioTest, ASlowMachineIsNamed) {
  const Verdict verdict = World("slow executor=2 times=3").Judged();
  EXPECT_EQ(verdict.kind, "slow_machine") << verdict.text;
  EXPECT_NE(verdict.text.find("executor 2 of worker w2 takes"), std::string::npos) << verdict.text;
  EXPECT_EQ(Kinds("slow executor=3 times=2"), "slow_machine") << "a mild one";
}

TEST(VerdictScenarioTest, ASourceThatGivesLessOrNothingIsNamed) {
  EXPECT_EQ(Kinds("dry last=8 to=0"), "slow_source");
  EXPECT_EQ(Kinds("dry last=6 to=0.3"), "slow_source") << "a mild one";
  const Verdict verdict = World("receiver says=refused").Judged();
  EXPECT_EQ(verdict.kind, "slow_source");
  EXPECT_NE(verdict.text.find("receiver 0 (lines) gives nothing: refused"), std::string::npos) << verdict.text;
}

TEST(VerdictScenarioTest, ASlowOutputIsNamed) {
  const Verdict verdict = World("output waits_ms=2000").Judged();
  EXPECT_EQ(verdict.kind, "slow_output");
  EXPECT_NE(verdict.text.find("output 0 (foreachRDD) takes 8"), std::string::npos) << verdict.text;
  EXPECT_EQ(Kinds("output waits_ms=400"), "slow_output") << "a mild one";
  EXPECT_EQ(Kinds("stage name=map+foreachPartition\nrecords micros=2000"), "slow_output, full_slots")
      << "its tasks write, and take all slots for it";
}

TEST(VerdictScenarioTest, FullSlotsAreNamed) {
  EXPECT_EQ(Kinds("records micros=2000"), "full_slots");
  EXPECT_EQ(Kinds("records micros=1000"), "full_slots") << "a mild one";
}

TEST(VerdictScenarioTest, TooManyPartitionsAreNamed) {
  EXPECT_EQ(Kinds("tasks count=2000"), "too_many_partitions");
  EXPECT_EQ(Kinds("tasks count=600"), "too_many_partitions") << "a mild one";
}

TEST(VerdictScenarioTest, SmallFilesAreNamed) {
  EXPECT_EQ(Kinds("files count=2000\ntasks count=2000"), "small_files");
  EXPECT_EQ(Kinds("files count=100\ntasks count=100\nrecords micros=600"), "small_files") << "a mild one";
  EXPECT_EQ(Kinds("files count=3\ntasks count=3"), "none");
}

TEST(VerdictScenarioTest, GrowingStatesAreNamed) {
  EXPECT_EQ(Kinds("stage name=updateStateByKey\ngrowth to=3"), "state_growth");
  EXPECT_EQ(Kinds("stage name=updateStateByKey\ngrowth to=2"), "state_growth") << "a mild one";
  EXPECT_EQ(Kinds("stage name=updateStateByKey"), "none");
}

TEST(VerdictScenarioTest, ALostExecutorIsNamed) {
  const Verdict verdict = World("lost executor=2").Judged();
  EXPECT_EQ(verdict.kind, "lost_executor");
  EXPECT_NE(verdict.text.find("executor 2 of worker w2 was lost 1s ago"), std::string::npos) << verdict.text;
}

TEST(VerdictScenarioTest, AClockThatWasSetIsNamed) {
  EXPECT_EQ(Kinds("clock ahead=3600"), "clock");
  EXPECT_EQ(Kinds("clock back=5"), "clock");
  EXPECT_EQ(Kinds("clock ahead=2"), "clock") << "a mild one";
  EXPECT_EQ(Kinds("clock back=2"), "clock") << "a mild one";
  EXPECT_EQ(Kinds("clock back=0.3"), "none");
}

TEST(VerdictScenarioTest, TwoAtOnceAreBothNamed) {
  EXPECT_EQ(Kinds("skew partition=4 times=12\nlost executor=2"), "skew, lost_executor");
  EXPECT_EQ(Kinds("skew partition=4 times=12\nslow executor=3 times=3"), "skew, slow_machine");
  EXPECT_EQ(Kinds("slow executor=2 times=3\ndry last=6 to=0.3"), "slow_machine, slow_source");
  EXPECT_EQ(Kinds("output waits_ms=2000\nlost executor=1"), "lost_executor, slow_output");
  EXPECT_EQ(Kinds("records micros=2000\nclock back=5"), "clock, full_slots");
  EXPECT_EQ(Kinds("tasks count=2000\nreceiver says=closed"), "slow_source, too_many_partitions");
}

TEST(VerdictScenarioTest, TheSentenceSaysHowSlowWhereAndWhy) {
  const Verdict verdict = World("skew partition=4 times=12").Judged();
  EXPECT_TRUE(verdict.text.starts_with("batches take ")) << verdict.text;
  EXPECT_NE(verdict.text.find(" × the interval; in stage 30 (map, reduceByKey) partition 4"), std::string::npos)
      << verdict.text;
  EXPECT_EQ(verdict.evidence.size(), 2u);
  EXPECT_EQ(ToJson(verdict).at("findings").size(), 1u);
}

}  // namespace
}  // namespace sluice
