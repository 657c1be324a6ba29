#include <mutex>
#include <vector>

#include "absl/time/time.h"
#include "api/dstream/streaming_context.h"
#include "tests/rdd/rdd_cluster.h"

// Real threads, and a wall clock that is set while they run.

namespace sluice {
namespace {

constexpr int64_t kIntervalMillis = 50;

class WallClockTest : public RddClusterTest {
 protected:
  StreamingContext Context() {
    return StreamingContext::getOrCreate(app(), checkpoint_.path(), [this](Application& app) {
      StreamingContext ssc(app, Milliseconds(kIntervalMillis));
      ssc.checkpoint(checkpoint_.path());
      auto lines = ssc.textFileStream(checkpoint_.path() + "/none");
      lines.foreachRDD([this](const RDD<std::string_view>&, Time time) {
        std::lock_guard lock(mu_);
        batch_times_.push_back(time.milliseconds());
      });
      return ssc;
    });
  }
  size_t Batches() {
    std::lock_guard lock(mu_);
    return batch_times_.size();
  }
  // Waits for so many more, much less long than the wall clock is set back.
  void AwaitBatches(StreamingContext& ssc, size_t more) {
    const size_t wanted = Batches() + more;
    for (int i = 0; i < 600 && Batches() < wanted; ++i) ssc.awaitTerminationOrTimeout(50);
    ASSERT_GE(Batches(), wanted);
  }
  void ExpectNoGap() {
    for (size_t i = 1; i < batch_times_.size(); ++i)
      EXPECT_EQ(batch_times_[i], batch_times_[i - 1] + kIntervalMillis) << i;
  }

  TemporaryFolder checkpoint_ = *TemporaryFolder::Create("wall-clock");
  std::mutex mu_;
  std::vector<int64_t> batch_times_;
};

TEST_F(WallClockTest, BatchesGoOnWhenItIsSetBackAndAreMadeUpForWhenItIsSetForward) {
  StreamingContext ssc = Context();
  ssc.start();
  AwaitBatches(ssc, 3);
  runtime_.clock().SetWallForward(-absl::Hours(1));
  AwaitBatches(ssc, 10);
  runtime_.clock().SetWallForward(absl::Hours(1) + absl::Seconds(10));
  AwaitBatches(ssc, 200);
  ssc.stop();
  ExpectNoGap();
}

TEST_F(WallClockTest, ALaterRunGoesOnThoughItWasSetBackMeanwhile) {
  StreamingContext first = Context();
  first.start();
  AwaitBatches(first, 3);
  first.stop();
  runtime_.clock().SetWallForward(-absl::Hours(1));
  TearDown();
  SetUp();
  StreamingContext second = Context();
  second.start();
  AwaitBatches(second, 10);
  second.stop();
  ExpectNoGap();
}

TEST_F(WallClockTest, AWaitIsAsLongAsItWasAskedToBe) {
  StreamingContext ssc = Context();
  ssc.start();
  for (absl::Duration set : {-absl::Hours(1), absl::Hours(1)}) {
    const std::unique_ptr<Mailbox> setter = runtime_.NewMailbox("setter");
    setter->PostAfter(absl::Milliseconds(20), [this, set] { runtime_.clock().SetWallForward(set); });
    const absl::Time start = runtime_.clock().Now();
    EXPECT_FALSE(ssc.awaitTerminationOrTimeout(200));
    EXPECT_GE(runtime_.clock().Now() - start, absl::Milliseconds(200));
    EXPECT_LT(runtime_.clock().Now() - start, absl::Minutes(1));
  }
  ssc.stop(/*stopApplication=*/true, /*stopGracefully=*/false);
}

}  // namespace
}  // namespace sluice
