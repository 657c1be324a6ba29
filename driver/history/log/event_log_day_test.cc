// A day at ten batches a second: what a driver remembers and what it keeps on disk stay as large as they were.
#include <malloc.h>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "driver/history/log/event_log_files.h"
#include "driver/history/log/event_log_reader.h"
#include "driver/history/log/event_log_writer.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr int64_t kMiB = 1 << 20;
constexpr EventLogLimits kLimits{.file_bytes = 4 * kMiB, .log_bytes = 16 * kMiB};
constexpr absl::Duration kInterval = absl::Milliseconds(100);

class DayTest : public ::testing::Test {
 protected:
  DayTest() {
    history_.AddReader(writer_);
    history_.Add(ApplicationStarted{.life = DriverLife(1), .at = Now()});
    history_.Add(StreamingStarted{RunId(0), Now()});
  }
  ~DayTest() override { history_.RemoveReader(writer_); }

  absl::Time Now() { return absl::FromUnixSeconds(1'790'000'000) + (loop_.clock().Now() - started_); }
  void RunBatch() {
    const BatchKey batch{RunId(0), BatchTime(absl::ToUnixMillis(Now()))};
    BatchRecord record{.time = batch.time, .records = 1000, .blocks = 1, .submitted = Now()};
    record.input_records = {{InputId(0), 1000}};
    history_.Add(BatchSubmitted{batch.run, std::move(record)});
    history_.Add(BatchStarted{batch, Now()});
    OutputRecord output{.name = "print at wordcount.cc:21", .started = Now()};
    history_.Add(OutputEvent{batch, 0, output});
    const JobId job(jobs_++);
    history_.Add(JobStarted{{.id = job, .batch = batch, .output = 0, .started = Now()}});
    for (int done : {0, 2}) {
      StageRecord stage{.job = job, .number = StageNumber(job.value()), .name = "map at wordcount.cc:18", .tasks = 2};
      stage.active = 2 - done;
      stage.completed = done;
      history_.Add(StageChanged{std::move(stage), Now()});
    }
    history_.Add(JobEnded{job, absl::OkStatus(), Now()});
    output.ended = Now();
    history_.Add(OutputEvent{batch, 0, output});
    history_.Add(BatchFinished{batch, absl::OkStatus(), Now()});
    loop_.RunFor(kInterval);
  }
  void RunHours(int hours) {
    for (const absl::Time end = loop_.clock().Now() + absl::Hours(hours); loop_.clock().Now() < end;) RunBatch();
  }
  int64_t LogBytes() {
    int64_t bytes = 0;
    const std::vector<EventLogFile> files = *EventLogFiles(place_, options_.folder);
    for (const EventLogFile& file : files) bytes += file.bytes;
    newest_file_ = files.back().number;
    return bytes;
  }
  // What this process has allocated.
  static int64_t MemoryBytes() { return static_cast<int64_t>(mallinfo2().uordblks + mallinfo2().hblkhd); }

  const TemporaryFolder folder_ = *TemporaryFolder::Create("day");
  SimLoop loop_{1};
  const absl::Time started_ = loop_.clock().Now();
  const EventLogOptions options_{.folder = folder_.path() + "/app-1", .limits = kLimits};
  EventLogPlace& place_ = **EventLogPlaceOf(options_.folder);
  EventLogWriter writer_{loop_, place_, options_};
  History history_;
  int jobs_ = 0;
  int64_t newest_file_ = 0;
};

TEST_F(DayTest, MemoryAndLogStayAsLargeAsTheyWere) {
  RunHours(1);
  const int64_t memory = MemoryBytes();
  const int64_t first_hour = LogBytes();
  RunHours(23);
  EXPECT_LE(MemoryBytes(), memory + kMiB);
  EXPECT_LE(LogBytes(), kLimits.log_bytes + kMiB);
  EXPECT_GE(newest_file_, 6) << "the day was more than the log may have";
  EXPECT_EQ(history_.application().batches_completed, 864'000);
  std::printf("bytes of a batch: %lld\n", static_cast<long long>(first_hour / 36'000));

  History next_life;
  EventLogExtent extent;
  writer_.Flush();
  ASSERT_THAT(ReplayEventLog(place_, options_.folder, 8 * kMiB, extent, next_life), IsOk());
  EXPECT_EQ(next_life.application().batches_completed, 864'000);
  EXPECT_EQ(next_life.application().unused.job, JobId(864'000));
  EXPECT_EQ(next_life.batches().ended().size(), history_.batches().ended().size());
}

}  // namespace
}  // namespace sluice
