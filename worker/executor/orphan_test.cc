// An executor whose driver has died, and that is told so: it waits with all it holds for the next one.
#include <memory>

#include "worker/executor/executor_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr DriverLife kDead(1), kNext(2);
const Epoch kEpoch(kDead, 1);

// A receiver runs, and has received one block in the dead driver's time.
class OrphanTest : public ExecutorTest {
 protected:
  void SetUp() override {
    Attach();
    receiver_ = &StartReceiver();
    Receive(*receiver_, {"0a"});
    attaches_ = driver_.attaches.size();
    one_.executor->SetDriver({kDead, ""});
    loop_.RunFor(absl::Milliseconds(100));
  }
  void FindNext() {
    one_.executor->SetDriver({kNext, "driver:2"});
    ASSERT_TRUE(Until([&] { return next_.link != nullptr; }));
  }

  FakeDriver next_{*driver_host_, "driver:2"};
  TestReceiver* receiver_ = nullptr;
  size_t attaches_ = 0;
};

TEST_F(OrphanTest, CallsNobodyUntilItIsToldWhom) {
  EXPECT_THAT(driver_.closed, SizeIs(1));
  loop_.RunFor(absl::Seconds(20));
  EXPECT_EQ(driver_.attaches.size(), attaches_) << "a stranger may listen there by now";
  next_.life = kNext;
  FindNext();
  EXPECT_THAT(next_.attaches, SizeIs(1));
}

TEST_F(OrphanTest, ReceivesForTheNextDriverWhatTheSourceSendsMeanwhile) {
  loop_.RunFor(absl::Seconds(20));
  receiver_->Store("0b");
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(receiver_->acknowledged, 2);
  next_.life = kNext;
  FindNext();
  ASSERT_THAT(next_.attaches.back().blocks(), SizeIs(2));
  ASSERT_THAT(next_.attaches.back().receivers(), SizeIs(1));
  EXPECT_EQ(Epoch(next_.attaches.back().receivers(0).epoch()), kEpoch);
  receiver_->Store("0c");
  ASSERT_TRUE(Until([&] { return next_.blocks.size() == 1; }));
  EXPECT_EQ(next_.blocks[0].block().id().number(), 2) << "the same receiver goes on";
}

TEST_F(OrphanTest, CutsAndStopsItsReceiverForTheNextDriver) {
  next_.life = kNext;
  FindNext();
  v1::Work work;
  work.add_cuts()->set_stream(1);
  work.mutable_cuts(0)->set_epoch(kEpoch.value());
  work.mutable_cuts(0)->mutable_batch()->set_time(1000);
  next_.Send(work);
  ASSERT_TRUE(Until([&] { return next_.cuts.size() == 1; }));
  EXPECT_EQ(Epoch(next_.cuts[0].epoch()), kEpoch);
  v1::Work stop;
  stop.add_stop_receivers()->set_stream(1);
  stop.mutable_stop_receivers(0)->set_epoch(kEpoch.value());
  next_.Send(stop);
  ASSERT_TRUE(Until([&] { return next_.receivers.size() == 1; }));
  EXPECT_EQ(next_.receivers[0].state(), v1::ReceiverReport::STOPPED);
  EXPECT_THAT(TestReceiver::by_name, IsEmpty());
}

// It is stopping when its driver dies, and has something left to do.
TEST_F(OrphanTest, SaysOfAReceiverThatADeadDriverHasStoppedThatItHasLeft) {
  next_.life = kNext;
  FindNext();
  receiver_->stops_at_once = false;
  v1::Work stop;
  stop.add_stop_receivers()->set_stream(1);
  stop.mutable_stop_receivers(0)->set_epoch(kEpoch.value());
  next_.Send(stop);
  loop_.RunFor(absl::Milliseconds(100));
  one_.executor->SetDriver({kNext, ""});
  FakeDriver third(*driver_host_, "driver:3");
  third.life = DriverLife(3);
  one_.executor->SetDriver({third.life, "driver:3"});
  ASSERT_TRUE(Until([&] { return third.link != nullptr; }));
  EXPECT_THAT(third.attaches.back().receivers(), SizeIs(1));
  receiver_->Say(SourceState::kStopped);
  ASSERT_TRUE(Until([&] { return third.receivers.size() == 1; }));
  EXPECT_EQ(third.receivers[0].state(), v1::ReceiverReport::LEFT) << "nobody of this life has told it to stop";
}

TEST_F(OrphanTest, EndsWhenNoDriverComesInItsGrace) {
  EXPECT_FALSE(one_.executor->Wait(absl::Seconds(59)).has_value());
  const std::optional<absl::Status> why = one_.executor->Wait(absl::Seconds(2));
  ASSERT_TRUE(why.has_value());
  EXPECT_THAT(*why, StatusIs(absl::StatusCode::kUnavailable, ::testing::HasSubstr("no application driver for 1m")));
}

TEST_F(OrphanTest, OneThatLeavesWithoutHasteWaitsForTheNextLife) {
  one_.executor->Drain(absl::InfiniteDuration());
  EXPECT_FALSE(one_.executor->Wait(absl::Seconds(20)).has_value());
  next_.life = kNext;
  FindNext();
  EXPECT_TRUE(next_.attaches.back().leaving());
  EXPECT_THAT(next_.attaches.back().blocks(), SizeIs(1));
  EXPECT_THAT(next_.attaches.back().receivers(), IsEmpty()) << "it is to be started elsewhere";
  loop_.RunFor(absl::Minutes(5));
  EXPECT_FALSE(one_.executor->Wait(absl::ZeroDuration()).has_value()) << "its driver still needs it";
  next_.SendShutdown("nobody needs it");
  EXPECT_EQ(one_.executor->Wait(absl::Seconds(1)), absl::OkStatus());
}

TEST_F(OrphanTest, OneThatLeavesInHasteWaitsForNobody) {
  one_.executor->Drain(absl::InfiniteDuration());
  EXPECT_FALSE(one_.executor->Wait(absl::Seconds(1)).has_value());
  one_.executor->Drain(absl::Seconds(10));
  EXPECT_EQ(one_.executor->Wait(absl::Seconds(1)), absl::OkStatus());
}

TEST_F(OrphanTest, ThatIsNotToldStopsItsReceiversAfterTheLease) {
  next_.life = kNext;
  FindNext();
  loop_.RunFor(absl::Milliseconds(100));  // It is attached.
  network_.CutLink("driver", "e1");
  ASSERT_TRUE(Until([&] { return TestReceiver::by_name.empty(); }, absl::Seconds(10))) << "this driver may live";
}

}  // namespace
}  // namespace sluice
