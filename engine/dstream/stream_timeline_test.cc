#include "engine/dstream/stream_timeline.h"

#include <memory>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

constexpr RunId kRun{3};

// Batches of 1 s.
class StreamTimelineTest : public testing::Test {
 protected:
  StreamTimelineTest() { timeline_.SetSideBySide(true); }

  // On a thread of its own; asks its streams for a second and then runs for so long.
  void Run(int64_t batch, absl::Duration runs) {
    boxes_.push_back(loop_.NewMailbox("batch"));
    boxes_.back()->Post([this, batch, runs] {
      timeline_.Begin({kRun, BatchTime(batch)}, blocks_);
      Note("begins", batch);
      Wait(absl::Seconds(1));
      timeline_.EndAsking();
      Wait(runs);
      timeline_.WaitToEnd(BatchTime(batch));
      Note("ends", batch);
      timeline_.End(BatchTime(batch));
    });
  }
  void Wait(absl::Duration time) { loop_.NewEvent()->Wait(time); }
  void Note(const char* what, int64_t batch) {
    notes_.push_back(StrCat(batch, " ", what, " at ", absl::ToInt64Seconds(loop_.clock().Now() - start_)));
  }

  SimLoop loop_{1};
  const absl::Time start_ = loop_.clock().Now();
  const BatchBlocks blocks_ = {{InputId(1), {{BlockId::Input(StreamId(1), Epoch(0), 7)}}}};
  StreamTimeline timeline_{loop_, absl::Seconds(1)};
  std::vector<std::unique_ptr<Mailbox>> boxes_;
  std::vector<std::string> notes_;
};

TEST_F(StreamTimelineTest, BatchesBeginWhenTheOneBeforeHasAskedAndEndAfterItThoughTheyComeInAnyOrder) {
  Run(1000, absl::Seconds(5));
  loop_.RunFor(absl::ZeroDuration());
  Run(3000, absl::ZeroDuration());
  Run(2000, absl::Seconds(1));
  loop_.RunFor(absl::Seconds(20));
  EXPECT_THAT(notes_, ElementsAre("1000 begins at 0", "2000 begins at 1", "3000 begins at 2", "1000 ends at 6",
                                  "2000 ends at 6", "3000 ends at 6"));
}

TEST_F(StreamTimelineTest, CountsFromTheFirstBatchOrFromAFormerRun) {
  EXPECT_EQ(timeline_.zero(), std::nullopt);
  Run(7000, absl::ZeroDuration());
  loop_.RunFor(absl::Seconds(2));
  EXPECT_EQ(timeline_.zero(), BatchTime(6000));
  EXPECT_EQ(timeline_.start(), BatchTime(6000));
  EXPECT_EQ(timeline_.last(), BatchTime(7000));

  StreamTimeline later(loop_, absl::Seconds(1));
  later.GoOnFrom(BatchTime(6000), BatchTime(7000));
  EXPECT_EQ(later.zero(), BatchTime(6000));
  EXPECT_EQ(later.start(), BatchTime(7000));
}

TEST_F(StreamTimelineTest, KnowsTheBlocksOfABatchWhileItRuns) {
  timeline_.Begin({kRun, BatchTime(1000)}, blocks_);
  EXPECT_EQ(timeline_.run(), kRun);
  EXPECT_EQ(timeline_.BlocksOf(BatchTime(1000), InputId(1)), blocks_.at(InputId(1)));
  EXPECT_TRUE(timeline_.BlocksOf(BatchTime(1000), InputId(0)).empty());
  EXPECT_TRUE(timeline_.BlocksOf(BatchTime(2000), InputId(1)).empty());
  timeline_.EndAsking();
  timeline_.WaitToEnd(BatchTime(1000));
  timeline_.End(BatchTime(1000));
  EXPECT_TRUE(timeline_.BlocksOf(BatchTime(1000), InputId(1)).empty());
}

TEST_F(StreamTimelineTest, BatchesBeginWithOneThatDoesNotRunIfItIsTheFirst) {
  timeline_.SetFirst(BatchTime(5000));
  timeline_.SetFirst(BatchTime(6000));
  EXPECT_EQ(timeline_.zero(), BatchTime(4000));
  EXPECT_EQ(timeline_.start(), BatchTime(4000));
  EXPECT_EQ(timeline_.done(), BatchTime(4000));
}

}  // namespace
}  // namespace sluice
