// A source that is too fast, a consumer that is too slow, and what a run makes of it; time is simulated.
#include <cstdint>
#include <optional>
#include <utility>

#include "driver/run/stream/streaming_run_test_base.h"
#include "engine/source/rate_limiter.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

// The source always has more. Its receiver looks every 10 ms for what it may take, 5000 a second at most, and makes a
// block at each cut. Batches are processed one record after the other.
class RatesOfRunTest : public StreamingRunTest {
 protected:
  void StartWith(const RateOptions& rates) {
    options_.rates = rates;
    placement_.AddExecutor(e1, "w1");
    Start();
    run_->OnExecutorCount(1, now_);
  }
  void RunFor(absl::Duration time) {
    for (const absl::Time end = now_ + time; now_ < end; now_ += absl::Milliseconds(10)) {
      TakeIn();
      if (batch_ends_ <= now_) Done(std::exchange(running_, BatchTime()));
      if (batch_ends_ <= now_) batch_ends_ = absl::InfiniteFuture();
      for (int i = 0; i < 2; ++i) {  // What the first step has had answered at once, the second one finds.
        for (const RunAction& action : run_->Step(now_)) Carry(action);
      }
    }
  }
  void TakeIn() {
    if (!is_launched_) return;
    constexpr int64_t kOffered = 50;
    const int64_t taken = limiter_.limits() ? std::min(kOffered, limiter_.Allowed(now_)) : kOffered;
    if (limiter_.limits()) limiter_.Take(taken, now_);
    received_ += taken;
  }
  void Carry(const RunAction& action) {
    std::visit(Overloaded{
                   [&](const LaunchReceiver& a) {
                     is_launched_ = true;
                     limiter_.SetRate(a.records_per_second, now_);
                   },
                   [&](const SetReceiverRate& a) { limiter_.SetRate(a.records_per_second, now_); },
                   [&](const SendCut& a) { Cut(a.batch.time); },
                   [&](const CallForBatch& a) {
                     running_ = a.batch;
                     const auto records = static_cast<double>(run_->batches().open().front().records);
                     batch_ends_ = now_ + absl::Seconds(std::max(0.001, records / processed_per_second_));
                   },
                   [&](const BatchEnded& a) { last_ = a.record; },
                   [](const auto&) {},
               },
               action);
  }
  void Cut(BatchTime batch) {
    const BlockId id = BlockId::Input(kStream, Epoch(1), next_block_++);
    if (received_ > 0) {
      EXPECT_THAT(master_.Apply(AddBlock{.id = id, .info = {.records = std::exchange(received_, 0)}, .holder = e1}),
                  IsOk());
    }
    Answer(batch.value());
  }
  int64_t Limit() const { return run_->Describe().rates.at(0).limit; }

  double processed_per_second_ = 1000;
  bool is_launched_ = false;
  RateLimiter limiter_;
  int64_t received_ = 0;
  int64_t next_block_ = 0;
  absl::Time batch_ends_ = absl::InfiniteFuture();
  BatchRecord last_;
};

TEST_F(RatesOfRunTest, WithoutBackpressureBatchesWaitLongerAndLonger) {
  StartWith({});
  RunFor(absl::Minutes(1));
  EXPECT_GT(run_->batches().open().size(), 40);
  EXPECT_FALSE(limiter_.limits());
}

TEST_F(RatesOfRunTest, WithBackpressureTheRateComesDownToWhatIsProcessedAndTheBacklogGoes) {
  StartWith({.backpressure = true});
  RunFor(absl::Minutes(2));
  EXPECT_THAT(Limit(), AllOf(Ge(900), Le(1050)));
  EXPECT_LE(run_->batches().open().size(), 2);
  EXPECT_LT(last_.scheduling_delay(), absl::Milliseconds(500));
  EXPECT_THAT(last_.records, AllOf(Ge(850), Le(1100)));
}

TEST_F(RatesOfRunTest, TheRateGoesUpAgainWithWhatIsProcessed) {
  StartWith({.backpressure = true});
  RunFor(absl::Minutes(2));
  processed_per_second_ = 3000;
  RunFor(absl::Seconds(20));
  EXPECT_THAT(Limit(), AllOf(Ge(2700), Le(3100)));
  EXPECT_THAT(last_.records, AllOf(Ge(2600), Le(3200)));
  processed_per_second_ = 500;
  RunFor(absl::Minutes(2));
  EXPECT_THAT(Limit(), AllOf(Ge(450), Le(550)));
  EXPECT_LT(last_.scheduling_delay(), absl::Milliseconds(500));
}

TEST_F(RatesOfRunTest, TheFirstBatchesHaveNoMoreThanTheInitialRate) {
  StartWith({.backpressure = true, .initial_rate = 800});
  RunFor(absl::Milliseconds(1950));
  EXPECT_THAT(last_.records, AllOf(Ge(700), Le(900)));
  EXPECT_EQ(run_->batches().open().size(), 0);
}

TEST_F(RatesOfRunTest, AReceiverThatIsStartedElsewhereBeginsWithTheLimit) {
  StartWith({.backpressure = true});
  RunFor(absl::Minutes(2));
  const int64_t limit = Limit();
  limiter_ = RateLimiter();
  placement_.AddExecutor(e2, "w2");
  placement_.LoseExecutor(e1);
  for (const RunAction& action : run_->Step(now_)) Carry(action);
  EXPECT_TRUE(limiter_.limits());
  now_ += absl::Minutes(1);
  EXPECT_EQ(limiter_.Allowed(now_), limit / 10);
}

}  // namespace
}  // namespace sluice
