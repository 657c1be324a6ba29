// Damaged event logs: what can be read is read, the rest is refused, and nothing crashes.
#include "common/base/damage.h"
#include "common/base/status_matchers.h"
#include "common/record_log/record_format.h"
#include "driver/history/log/event_frame.h"
#include "driver/history/log/event_log_files.h"
#include "driver/history/log/event_log_reader.h"
#include "driver/history/log/event_proto.h"
#include "driver/history/log/event_samples.h"
#include "driver/history/log/memory_place.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr char kFolder[] = "/events/app-1";
constexpr char kFile[] = "/events/app-1/events-1.zst";

bool IsSaid(const absl::Status& status) {
  return status.ok() || absl::IsDataLoss(status) || absl::IsFailedPrecondition(status);
}

class EventLogFuzzTest : public ::testing::Test {
 protected:
  absl::Status Replay(const std::string& contents) {
    MemoryPlace place;
    place.files[kFile] = contents;
    History history;
    EventLogExtent extent;
    return ReplayEventLog(place, kFolder, kWholeEventLog, extent, history);
  }
  static std::string Frame(const std::vector<std::string>& events) {
    std::string records;
    for (const std::string& event : events) AppendRecord(RecordKind::kNext, event, records);
    return *PackEventFrame(records);
  }

  SeededRandom random_{FuzzSeed()};
};

TEST_F(EventLogFuzzTest, DamagedFiles) {
  std::string file;
  for (const HistoryEvent& event : SampleEvents()) file += Frame({ToProto(event).SerializeAsString()});
  ASSERT_THAT(Replay(file), IsOk());
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    const absl::Status status = Replay(DamagedBytes(file, random_));
    EXPECT_TRUE(IsSaid(status)) << status;
    refused += status.ok() ? 0 : 1;
  }
  EXPECT_GT(refused, 1000);
}

// The checksums are right: whoever wrote them meant it.
TEST_F(EventLogFuzzTest, HostileEvents) {
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::string> events;
    for (const HistoryEvent& event : SampleEvents()) {
      std::string bytes = ToProto(event).SerializeAsString();
      events.push_back(random_.Below(4) == 0 ? DamagedBytes(bytes, random_) : bytes);
    }
    const absl::Status status = Replay(Frame(events));
    EXPECT_TRUE(IsSaid(status)) << status;
  }
}

TEST_F(EventLogFuzzTest, HostileRecordsAndFrames) {
  for (int i = 0; i < 5000; ++i) {
    std::string records;
    for (uint64_t n = random_.Below(5); n > 0; --n) {
      AppendRecord(static_cast<RecordKind>(1 + random_.Below(3)), DamagedBytes("sluice-events-1", random_), records);
    }
    const absl::Status status = Replay(DamagedBytes(*PackEventFrame(DamagedBytes(records, random_)), random_));
    EXPECT_TRUE(IsSaid(status)) << status;
  }
}

}  // namespace
}  // namespace sluice
