// What executors say of blocks, early and late: what is kept, what waits, and what may be freed.
#include "driver/block_master/block_reports.h"

#include <vector>

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ExecutorId e1{1}, e2{2};
constexpr RunId kRun{3};
const DriverLife kFormer(1), kNow(2);
const StreamId kFormerStream(kFormer, 0), kStream(kNow, 0);
const absl::Time kStart = absl::FromUnixSeconds(1000);

class BlockReportsTest : public ::testing::Test {
 protected:
  BlockReportsTest() { EXPECT_THAT(master_.Apply(BeginLife{kNow}), IsOk()); }

  void BeginRun(StreamId stream, absl::Time now = kStart) {
    EXPECT_THAT(master_.Apply(AddRun{kRun, {.streams = {stream}}}), IsOk());
    reports_.OnRunBegun(now);
  }
  void Begin(StreamId stream, Epoch epoch) { EXPECT_THAT(master_.Apply(BeginReceiver{stream, epoch}), IsOk()); }
  static BlockId Block(StreamId stream, Epoch epoch, int64_t number = 0) {
    return BlockId::Input(stream, epoch, number);
  }
  void Tell(const BlockId& id, std::optional<SourcePosition> position = std::nullopt, ExecutorId from = e1) {
    EXPECT_THAT(reports_.Add(from, {.id = id, .info = {.records = 10, .position = position}, .holder = from}), IsOk());
  }
  std::vector<BlockId> Unwanted(absl::Time now = kStart) {
    std::vector<BlockId> ids;
    for (const BlockReports::Unwanted& unwanted : reports_.TakeUnwanted(now)) ids.push_back(unwanted.block);
    return ids;
  }
  RecordTotals Totals() const { return master_.table().totals; }

  BlockMaster master_;
  BlockReports reports_{master_, kNow, absl::Minutes(1)};
};

TEST_F(BlockReportsTest, WhatIsOfAFormerLifeWaitsForItsRunHoweverLateThatBegins) {
  const BlockId block = Block(kFormerStream, Epoch(kFormer, 1));
  Tell(block);
  EXPECT_THAT(Unwanted(kStart + absl::Hours(1)), IsEmpty());
  EXPECT_EQ(reports_.NextDeadline(), std::nullopt);
  BeginRun(kFormerStream, kStart + absl::Hours(1));
  EXPECT_THAT(Unwanted(kStart + absl::Hours(2)), IsEmpty());
  EXPECT_EQ(Totals().received, 10);
}

TEST_F(BlockReportsTest, WhatNoRunHasTakenOverInAWhileMayBeFreed) {
  const BlockId block = Block(kFormerStream, Epoch(kFormer, 1));
  Tell(block);
  BeginRun(kStream);
  EXPECT_EQ(reports_.NextDeadline(), kStart + absl::Minutes(1));
  EXPECT_THAT(Unwanted(kStart + absl::Seconds(59)), IsEmpty());
  EXPECT_THAT(Unwanted(kStart + absl::Minutes(1)), ElementsAre(block));
  EXPECT_EQ(reports_.NextDeadline(), std::nullopt);
}

TEST_F(BlockReportsTest, WhatMayBeReadAgainWaitsUntilThatIsKnown) {
  const BlockId read_again = Block(kStream, Epoch(kNow, 1)), passed_over = Block(kStream, Epoch(kNow, 1), 1);
  BeginRun(kStream);
  Begin(kStream, Epoch(kNow, 2));
  Tell(read_again, SourcePosition{"a", 0, 10});
  Tell(passed_over, SourcePosition{"b", 0, 10});
  EXPECT_THAT(Unwanted(kStart + absl::Hours(1)), IsEmpty());
  EXPECT_EQ(Totals().received, 0);
  Tell(Block(kStream, Epoch(kNow, 2)), SourcePosition{"a", 0, 10}, e2);
  EXPECT_THAT(Unwanted(), ElementsAre(read_again));
  Tell(Block(kStream, Epoch(kNow, 2), 1), SourcePosition{"b", 10, 20}, e2);
  EXPECT_THAT(Unwanted(), IsEmpty());
  EXPECT_EQ(Totals().received, 30);
}

TEST_F(BlockReportsTest, WhatStillWaitsWhenItsRunEndsIsLostAndCounted) {
  BeginRun(kStream);
  Begin(kStream, Epoch(kNow, 2));
  Tell(Block(kStream, Epoch(kNow, 1)), SourcePosition{"a", 0, 10});
  ASSERT_THAT(master_.Apply(EndRun{kRun}), IsOk());
  reports_.OnRunEnded();
  EXPECT_EQ(Totals().received, 10);
  EXPECT_EQ(Totals().lost, 10);
  EXPECT_THAT(Unwanted(), ElementsAre(Block(kStream, Epoch(kNow, 1))));
}

TEST_F(BlockReportsTest, WhoeverIsLostIsNotWaitedFor) {
  Tell(Block(kFormerStream, Epoch(kFormer, 1)));
  reports_.LoseExecutor(e1);
  BeginRun(kFormerStream);
  EXPECT_EQ(Totals().received, 0);
}

}  // namespace
}  // namespace sluice
