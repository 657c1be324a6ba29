// What is told to a history is in its log, and comes back: over lives, files, torn ends, full disks.
#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "driver/history/log/event_frame.h"
#include "driver/history/log/event_log_files.h"
#include "driver/history/log/event_log_reader.h"
#include "driver/history/log/event_log_writer.h"
#include "driver/history/log/event_proto.h"
#include "driver/history/log/memory_place.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFolder[] = "/events/app-1";
constexpr char kFile1[] = "/events/app-1/events-1.zst";

// A life of an application: what happens in it is in its history and, after a second, in the log.
class Life {
 public:
  Life(SimLoop& loop, EventLogPlace& place, int number, EventLogOptions options = {})
      : loop_(loop), place_(place), life_(number) {
    options.folder = kFolder;
    if (number > 1) {
      EventLogExtent extent;
      EXPECT_THAT(ReplayEventLog(place, kFolder, kWholeEventLog, extent, history), IsOk());
    }
    writer = std::make_unique<EventLogWriter>(loop, place, options);
    history.AddReader(*writer);
    history.Add(ApplicationStarted{.application = ApplicationId("app-1"), .life = life_, .at = Now()});
  }
  ~Life() { history.RemoveReader(*writer); }

  absl::Time Now() { return absl::UnixEpoch() + absl::Hours(1) + (loop_.clock().Now() - absl::UnixEpoch()); }
  void Submit(int64_t time) {
    history.Add(BatchSubmitted{run, {.time = BatchTime(time), .records = time, .submitted = Now()}});
  }
  void Start(int64_t time) { history.Add(BatchStarted{{run, BatchTime(time)}, Now()}); }
  void Finish(int64_t time, const absl::Status& result = absl::OkStatus()) {
    history.Add(BatchFinished{{run, BatchTime(time)}, result, Now()});
  }
  void Batch(int64_t time) {
    Submit(time);
    Start(time);
    Finish(time);
  }
  void Seconds(int seconds) { loop_.RunFor(absl::Seconds(seconds)); }

  History history;
  RunId run{0};
  std::unique_ptr<EventLogWriter> writer;

 private:
  SimLoop& loop_;
  EventLogPlace& place_;
  const DriverLife life_;
};

// On three executors, none like another.
TaskSummary EightTasks(SeededRandom& random) {
  TaskSummary summary{.tasks = 8, .executors = {{ExecutorId(0)}, {ExecutorId(1)}, {ExecutorId(2)}}};
  std::vector<int64_t> micros, records;
  for (int i = 0; i < 8; ++i) {
    micros.push_back(static_cast<int64_t>(random.Below(100'000)));
    records.push_back(static_cast<int64_t>(random.Below(100'000)));
    const TaskSummary::Task task{i, ExecutorId(i % 3), micros.back(), records.back()};
    if (task.run_micros >= summary.slowest.run_micros) summary.slowest = task;
    if (task.records >= summary.largest.records) summary.largest = task;
    summary.executors[i % 3].Add({task.executor, 1, task.run_micros, task.records});
  }
  const auto spread_of = [](std::vector<int64_t> figures) {
    std::sort(figures.begin(), figures.end());
    const int64_t total = std::accumulate(figures.begin(), figures.end(), int64_t{0});
    return Spread{figures[0], figures[1], figures[3], figures[5], figures[7], total};
  };
  summary.run_micros = spread_of(micros);
  summary.records = spread_of(records);
  return summary;
}

class EventLogTest : public ::testing::Test {
 protected:
  History Replayed(int64_t tail_bytes = kWholeEventLog) {
    History history;
    extent_ = {};
    EXPECT_THAT(ReplayEventLog(place_, kFolder, tail_bytes, extent_, history), IsOk());
    return history;
  }
  absl::Status ReplayStatus() {
    History history;
    extent_ = {};
    return ReplayEventLog(place_, kFolder, kWholeEventLog, extent_, history);
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& [path, bytes] : place_.files) names.push_back(path.substr(sizeof(kFolder)));
    return names;
  }

  SimLoop loop_{1};
  MemoryPlace place_;
  EventLogExtent extent_;
};

TEST_F(EventLogTest, WhatHappenedIsInTheLogASecondLater) {
  Life life(loop_, place_, 1);
  life.Batch(1000);
  EXPECT_THAT(place_.files, IsEmpty()) << "the driver waits for no disk";
  life.Seconds(1);
  const History history = Replayed();
  EXPECT_EQ(history.application().started->application, ApplicationId("app-1"));
  EXPECT_EQ(history.application().batches_completed, 1);
  EXPECT_EQ(history.BatchesOf(RunId(0)).at(0).records, 1000);
  const int appends = place_.appends;
  life.Seconds(100);
  EXPECT_EQ(place_.appends, appends) << "nothing happens, nothing is written";
}

TEST_F(EventLogTest, WhatWasToldLastIsInTheLogAtTheEnd) {
  {
    Life(loop_, place_, 1).Batch(1000);
  }
  loop_.RunFor(absl::Milliseconds(1));
  EXPECT_EQ(Replayed().application().batches_completed, 1);
}

TEST_F(EventLogTest, ALaterLifeBeginsWithWhatTheLogHasAndAFileOfItsOwn) {
  {
    Life life(loop_, place_, 1);
    life.history.Add(StreamingStarted{life.run, life.Now()});
    life.history.Add(ExecutorAttached{.executor = ExecutorId(1), .at = life.Now()});
    life.history.Add(JobStarted{{.id = JobId(4), .started = life.Now()}});
    const StageRecord reader{.job = JobId(4), .number = StageNumber(6), .tasks = 3, .active = 2};
    life.history.Add(StageChanged{reader, life.Now(), {StageNumber(5)}});
    life.Batch(1000);
    life.Submit(2000);
    life.Start(2000);
    life.Submit(3000);
    life.Seconds(1);
  }
  Life life(loop_, place_, 2);
  EXPECT_EQ(life.history.application().started->life, DriverLife(2));
  EXPECT_EQ(life.history.application().batches_completed, 1);
  EXPECT_EQ(life.history.application().batches_failed, 1) << "the one that ran";
  const BatchRecord ran = *life.history.batches().Find({RunId(0), BatchTime(2000)});
  EXPECT_EQ(ran.state, BatchRecord::State::kFailed);
  EXPECT_THAT(ran.error, HasSubstr("the driver of the application ended"));
  EXPECT_EQ(life.history.batches().Find({RunId(0), BatchTime(3000)}), nullptr) << "it had not begun";
  const KnownJob& job = *life.history.jobs().Find(JobId(4));
  EXPECT_EQ(job.state, JobRecord::State::kFailed);
  EXPECT_EQ(job.stages.at(StageNumber(6)).active, 0);
  EXPECT_THAT(job.reads.at(StageNumber(6)), ElementsAre(StageNumber(5)));
  EXPECT_THAT(life.history.runs().open(), IsEmpty());
  EXPECT_THAT(life.history.executors().open(), IsEmpty());
  EXPECT_EQ(life.history.application().unused.job, JobId(5));
  EXPECT_EQ(life.history.application().unused.stage, StageNumber(7));
  EXPECT_EQ(life.history.application().unused.run, RunId(1));
  life.run = RunId(1);
  life.Batch(2000);
  life.Seconds(1);
  EXPECT_THAT(Files(), ElementsAre("events-1.zst", "events-2.zst"));
  EXPECT_EQ(Replayed().application().batches_completed, 2);
}

TEST_F(EventLogTest, AFileThatIsFullIsFollowedByOneThatBeginsWithAllThatGoesOn) {
  Life life(loop_, place_, 1, {.limits = {.file_bytes = 2000}});
  const absl::Time began = life.Now();
  life.history.Add(ExecutorAttached{.executor = ExecutorId(1), .worker = "w", .at = life.Now()});
  life.history.Add(StreamingStarted{life.run, life.Now()});
  life.history.Add(ReceiverEvent{.run = life.run, .input = InputId(2), .name = "socket", .at = life.Now()});
  life.Submit(500);
  life.Start(500);
  life.history.Add(OutputEvent{{life.run, BatchTime(500)}, 3, {.name = "print"}});
  life.history.Add(JobStarted{{.id = JobId(0), .started = life.Now()}});
  const StageRecord reader{.job = JobId(0), .number = StageNumber(1), .tasks = 3, .active = 2};
  life.history.Add(StageChanged{reader, life.Now(), {StageNumber(0)}});
  for (int time = 1000; place_.files.size() < 2; time += 1000) {
    life.Batch(time);
    life.Seconds(1);
  }
  place_.files.erase(kFile1);
  const History history = Replayed();
  EXPECT_EQ(history.application().batches_completed, life.history.application().batches_completed);
  EXPECT_EQ(history.application().started->application, ApplicationId("app-1"));
  EXPECT_EQ(history.executors().open().at(ExecutorId(1)).attached.worker, "w");
  EXPECT_EQ(history.runs().open().at(life.run).receivers.at(InputId(2)).name, "socket");
  EXPECT_EQ(history.batches().open().at({life.run, BatchTime(500)}).outputs.at(3).name, "print");
  const KnownJob& job = history.jobs().open().at(JobId(0));
  EXPECT_EQ(job.stages.at(StageNumber(1)).active, 2);
  EXPECT_EQ(job.stages.at(StageNumber(1)).started, began);
  EXPECT_THAT(job.reads.at(StageNumber(1)), ElementsAre(StageNumber(0)));
}

TEST_F(EventLogTest, TheOldestFilesGoWhenTheLogHasAsMuchAsItMay) {
  Life life(loop_, place_, 1, {.limits = {.file_bytes = 1000, .log_bytes = 5000}});
  for (int time = 0; time < 1000; ++time) {
    life.Batch(time);
    life.Seconds(1);
  }
  int64_t bytes = 0;
  for (const auto& [path, contents] : place_.files) bytes += static_cast<int64_t>(contents.size());
  EXPECT_LE(bytes, 5000 + 1000);
  EXPECT_GE(bytes, 3000);
  EXPECT_EQ(Replayed().application().batches_completed, 1000) << "those that are forgotten among them";
}

TEST_F(EventLogTest, TheEndOfALogIsEnoughForWhatAHistoryRemembers) {
  {
    Life life(loop_, place_, 1);
    for (int time = 0; time < 1000; ++time) {
      life.Batch(time);
      life.Seconds(1);
    }
  }
  const size_t bytes = place_.files.at(kFile1).size();
  const History history = Replayed(static_cast<int64_t>(bytes) / 10);
  EXPECT_EQ(history.application().batches_completed, 1000);
  EXPECT_EQ(history.application().started->application, ApplicationId("app-1"));
  EXPECT_GE(history.batches().ended().size(), 80u);
  EXPECT_LE(history.batches().ended().size(), 130u);
}

TEST_F(EventLogTest, HoweverManyTasksMoveAStageIsOneRecordUntilItsJobEnds) {
  Life life(loop_, place_, 1);
  life.history.Add(JobStarted{{.id = JobId(0), .started = life.Now()}});
  for (int i = 1; i <= 1000; ++i) {
    life.history.Add(StageChanged{{.job = JobId(0), .number = StageNumber(0), .tasks = 1000, .completed = i},
                                  life.Now() + absl::Milliseconds(i)});
  }
  life.history.Add(JobEnded{JobId(0), absl::OkStatus(), life.Now() + absl::Seconds(2)});
  life.Seconds(1);
  const History history = Replayed();
  EXPECT_EQ(extent_.events, 5) << "application, counts, job, stage, end";
  const StageRecord stage = history.jobs().Find(JobId(0))->stages.at(StageNumber(0));
  const StageRecord live = life.history.jobs().Find(JobId(0))->stages.at(StageNumber(0));
  EXPECT_EQ(stage.completed, 1000);
  EXPECT_EQ(stage.started, live.started);
  EXPECT_EQ(stage.ended, live.ended);
}

TEST_F(EventLogTest, ADiskThatIsTooSlowMakesNobodyWaitAndTheLogSaysWhatItLacks) {
  Life life(loop_, place_, 1, {.waiting_bytes_max = 10'000});
  life.Submit(500);
  testing::internal::CaptureStderr();
  for (int time = 1000; time < 2000; ++time) life.Batch(time);
  life.Seconds(1);
  life.Finish(500);
  for (int time = 2000; time < 3000; ++time) life.Batch(time);
  life.Seconds(1);
  life.Batch(5000);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("too slow"));
  EXPECT_EQ(log.find("too slow"), log.rfind("too slow")) << "it is said once";
  life.Seconds(1);
  const History history = Replayed();
  EXPECT_GT(history.application().events_left_out, 1000);
  EXPECT_EQ(history.application().batches_completed, life.history.application().batches_completed);
  EXPECT_THAT(history.batches().open(), IsEmpty()) << "all have ended, though the log was not told how";
}

TEST_F(EventLogTest, ADiskThatFailsEndsTheLogWithOneWarningAndNothingElse) {
  Life life(loop_, place_, 1);
  life.Batch(1000);
  life.Seconds(1);
  place_.error = absl::ResourceExhaustedError("no space left on device: /events");
  testing::internal::CaptureStderr();
  for (int time = 2000; time < 10'000; time += 1000) {
    life.Batch(time);
    life.Seconds(1);
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, AllOf(HasSubstr("goes on without it"), HasSubstr("no space left on device: /events")));
  EXPECT_EQ(log.find("goes on without it"), log.rfind("goes on without it"));
  EXPECT_EQ(life.history.application().batches_completed, 9);
  EXPECT_EQ(Replayed().application().batches_completed, 1);
}

TEST_F(EventLogTest, ATornEndIsCutOffAndWhatIsBeforeItIsRead) {
  {
    Life life(loop_, place_, 1);
    for (int time : {1000, 2000, 3000}) {
      life.Batch(time);
      life.Seconds(1);
    }
  }
  const std::string whole = place_.files.at(kFile1);
  int64_t completed = 0;
  for (size_t bytes = 0; bytes <= whole.size(); ++bytes) {
    place_.files[kFile1] = whole.substr(0, bytes);
    const History history = Replayed();
    EXPECT_GE(history.application().batches_completed, completed);
    completed = history.application().batches_completed;
    place_.files[kFile1] += std::string(whole.size() - bytes, '\0');  // As after a loss of power.
    const bool has_zeros = whole.size() - bytes >= 8;
    EXPECT_TRUE(!has_zeros || Replayed().application().batches_completed == completed) << bytes;
  }
  EXPECT_EQ(completed, 3);
}

TEST_F(EventLogTest, ADamagedFrameIsNamedWithItsFileItsOffsetAndBothValues) {
  Life life(loop_, place_, 1);
  life.Batch(1000);
  life.Seconds(1);
  const size_t offset = place_.files.at(kFile1).size();
  std::string records;
  AppendRecord(RecordKind::kNext, ToProto(BatchesCounted{7, 0}).SerializeAsString(), records);
  records[0] ^= 1;  // A record begins with its checksum.
  place_.files.at(kFile1) += *PackEventFrame(records);
  EXPECT_THAT(ReplayStatus(),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(StrCat("file=", kFile1, " offset=", offset)),
                                                          HasSubstr("checksum: stored="), HasSubstr(" computed="))));
  EXPECT_GT(extent_.events, 0) << "what comes before is told";
}

TEST_F(EventLogTest, DamageThatWholeFramesFollowIsNoTornEnd) {
  Life life(loop_, place_, 1);
  for (int time : {1000, 2000, 3000}) {
    life.Batch(time);
    life.Seconds(1);
  }
  const std::string whole = place_.files.at(kFile1);
  const size_t first = EventFrameBytes(whole).value();
  const size_t second = first + EventFrameBytes(whole.substr(first)).value();
  for (size_t at = first; at < second; ++at) {
    place_.files[kFile1] = whole;
    place_.files[kFile1][at] ^= 0x40;
    EXPECT_THAT(ReplayStatus(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(StrCat("offset=", first)))) << at;
  }
}

TEST_F(EventLogTest, AFolderWithoutALogAndAnUnknownFormatAreSaid) {
  EXPECT_THAT(ReplayStatus(), StatusIs(absl::StatusCode::kNotFound, HasSubstr(kFolder)));
  std::string records;
  AppendRecord(RecordKind::kFormat, "sluice-events-2", records);
  place_.files[kFile1] = *PackEventFrame(records);
  EXPECT_THAT(ReplayStatus(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                       HasSubstr("stored=sluice-events-2 known=sluice-events-1")));
}

TEST_F(EventLogTest, ABatchTakesLessThanAKibibyte) {
  Life life(loop_, place_, 1);
  life.history.Add(StreamingStarted{life.run, life.Now()});
  life.Seconds(1);
  const size_t before = place_.files.at(kFile1).size();
  constexpr int kBatches = 100;
  SeededRandom random(1);
  int stages = 0;
  for (int i = 0; i < kBatches; ++i) {
    const BatchKey batch{life.run, BatchTime(1'790'000'000'000 + 1000 * i)};
    const auto after = [&](int millis) { return absl::FromUnixMillis(batch.time.value() + millis); };
    BatchRecord record{
        .time = batch.time, .records = static_cast<int64_t>(random.Below(100'000)), .submitted = after(1)};
    record.blocks = 5;
    record.input_records = {{InputId(0), record.records}};
    life.history.Add(BatchSubmitted{life.run, record});
    life.history.Add(BatchStarted{batch, after(2)});
    for (int output : {0, 1}) {
      OutputRecord told{.name = StrCat("saveAsTextFiles at wordcount.cc:", 20 + output), .started = after(3)};
      life.history.Add(OutputEvent{batch, output, told});
      const JobId job(2 * i + output);
      life.history.Add(JobStarted{{.id = job, .batch = batch, .output = output, .started = after(4)}});
      for (int stage = 0; stage < 3; ++stage, ++stages) {
        for (int task = 0; task < 8; ++task) {
          life.history.Add(StageChanged{{.job = job,
                                         .number = StageNumber(stages),
                                         .name = "flatMap at wordcount.cc:18, reduceByKey at wordcount.cc:19",
                                         .tasks = 8,
                                         .active = 7 - task,
                                         .completed = task + 1},
                                        after(10 + static_cast<int>(random.Below(800)))});
        }
        life.history.Add(TasksSummarised{job, StageNumber(stages), EightTasks(random)});
      }
      life.history.Add(JobEnded{job, absl::OkStatus(), after(900)});
      told.ended = after(901);
      life.history.Add(OutputEvent{batch, output, told});
    }
    life.history.Add(BatchFinished{batch, absl::OkStatus(), after(902)});
    life.Seconds(1);
  }
  const size_t bytes = (place_.files.at(kFile1).size() - before) / kBatches;
  RecordProperty("bytes_per_batch", static_cast<int>(bytes));
  std::printf("bytes of a batch of two outputs and six stages, written alone: %zu\n", bytes);
  EXPECT_LE(bytes, 1024u);
}

TEST(EventFileNameTest, OnlyNumbersAsWeWriteThemAreOurs) {
  EXPECT_EQ(EventFileNumber(EventFileName(12)), 12);
  for (const char* name : {"events-.zst", "events-0.zst", "events-01.zst", "events--1.zst", "events-1",
                           "events-1.zst.tmp", "events-zst", "events-99999999999999999999.zst", ""}) {
    EXPECT_EQ(EventFileNumber(name), std::nullopt) << name;
  }
}

// On a real disk, and on a filesystem that knows no appending.
TEST(EventLogPlaceTest, ALogOnADiskIsReadBack) {
  const TemporaryFolder folder = *TemporaryFolder::Create("event log");
  SimLoop loop(1);
  History history;
  const EventLogOptions options{.folder = folder.path() + "/app-1"};
  EventLogPlace& place = **EventLogPlaceOf(options.folder);
  for (int life : {1, 2}) {
    EventLogWriter writer(loop, place, options);
    history.AddReader(writer);
    history.Add(ApplicationStarted{.life = DriverLife(life)});
    loop.RunFor(absl::Seconds(1));
    history.RemoveReader(writer);
  }
  History read;
  EventLogExtent extent;
  EXPECT_THAT(ReplayEventLog(place, options.folder, kWholeEventLog, extent, read), IsOk());
  EXPECT_EQ(extent.files, 2);
  EXPECT_EQ(read.application().started->life, DriverLife(2));
  EXPECT_THAT(ReplayEventLog(place, folder.path() + "/none", kWholeEventLog, extent, read),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(EventLogPlaceTest, ALogInAnObjectStoreIsFilesThatArePutAnew) {
  SimLoop loop(1);
  History history;
  MemoryPlace place;
  place.bytes_max = 1000;
  EventLogWriter writer(loop, place, {.folder = "s3://bucket/events/app-1"});
  history.AddReader(writer);
  history.Add(ApplicationStarted{.life = DriverLife(1)});
  for (int run = 0; run < 200; ++run) {
    history.Add(StreamingStarted{RunId(run), absl::FromUnixMillis(run * 1237)});
    history.Add(RunEnded{RunId(run), absl::FromUnixMillis(run * 1237 + 977)});
    loop.RunFor(absl::Seconds(1));
  }
  EXPECT_GE(place.files.size(), 3u);
  for (const auto& [path, contents] : place.files) EXPECT_LE(contents.size(), 1200u) << path;
  history.RemoveReader(writer);
}

}  // namespace
}  // namespace sluice
