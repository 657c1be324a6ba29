#include "common/net/sim_transport.h"

#include <string>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/net/transport_world.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Process "b" listens, "a" has connected to it and has sent one frame that arrived.
class SimTransportTest : public testing::Test {
 protected:
  void SetUp() override {
    auto listener = b_->Listen("b:0", [this](const std::string&, const std::string&, std::shared_ptr<Link> link) {
      link_of_b_ = link;
      return at_b_.Handler();
    });
    ASSERT_THAT(listener, IsOk());
    listener_ = *std::move(listener);
    link_of_a_ = a_->Connect(listener_->address(), "/sluice.v1.Test/Talk", absl::Seconds(10), at_a_.Handler());
    Send(link_of_a_, 1);
    loop_.RunFor(absl::Seconds(1));
    ASSERT_EQ(at_b_.frame_count(), 1);
  }

  static void Send(const std::shared_ptr<Link>& link, int count) {
    for (int i = 0; i < count; ++i) ASSERT_THAT(link->Send({.head = StrCat(i)}), IsOk());
  }

  SimLoop loop_{/*seed=*/7};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> a_ = network_.Host("a"), b_ = network_.Host("b");
  Recorder at_a_, at_b_;
  std::shared_ptr<Link> link_of_a_, link_of_b_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(SimTransportTest, WhatWasSentDuringACutArrivesAfterIt) {
  network_.CutLink("b", "a");
  Send(link_of_a_, 3);
  Send(link_of_b_, 2);
  loop_.RunFor(absl::Seconds(10));
  EXPECT_EQ(at_b_.frame_count(), 1);
  EXPECT_EQ(network_.stats().frames_held, 2);  // The first of each direction.
  network_.HealLink("a", "b");
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(at_b_.frame_count(), 4);
  EXPECT_EQ(at_a_.frame_count(), 2);
  EXPECT_EQ(at_a_.closing_count(), 0);
}

TEST_F(SimTransportTest, ALongCutBreaksTheLinkAtBothEnds) {
  network_.CutLink("a", "b");
  Send(link_of_a_, 3);
  loop_.RunFor(absl::Seconds(14));
  EXPECT_EQ(at_a_.closing_count(), 0);
  loop_.RunFor(absl::Seconds(2));
  EXPECT_THAT(at_a_.closings(), ElementsAre(StatusIs(absl::StatusCode::kUnavailable, HasSubstr("lost to b"))));
  EXPECT_THAT(at_b_.closings(), ElementsAre(StatusIs(absl::StatusCode::kUnavailable, HasSubstr("lost to a"))));
  network_.HealLink("a", "b");
  loop_.RunFor(absl::Seconds(10));
  EXPECT_EQ(at_b_.frame_count(), 1);
  EXPECT_EQ(network_.stats().frames_dropped, 3);
  EXPECT_EQ(network_.stats().links_broken, 2);
}

TEST_F(SimTransportTest, ACutStopsOnlyItsPair) {
  network_.CutLink("a", "b");
  Recorder at_c;
  std::unique_ptr<Transport> c = network_.Host("c");
  std::shared_ptr<Link> link = c->Connect(listener_->address(), "/x/Y", absl::Seconds(1), at_c.Handler());
  Send(link, 2);
  loop_.RunFor(absl::Seconds(5));
  EXPECT_EQ(at_b_.frame_count(), 3);
}

TEST_F(SimTransportTest, ConnectingThroughACutTimesOut) {
  network_.CutLink("a", "b");
  Recorder late;
  a_->Connect(listener_->address(), "/x/Y", absl::Seconds(3), late.Handler());
  loop_.RunFor(absl::Milliseconds(2900));
  EXPECT_EQ(late.closing_count(), 0);
  loop_.RunFor(absl::Milliseconds(200));
  EXPECT_THAT(late.closings(), ElementsAre(StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no answer from b:1"))));
  network_.HealLink("a", "b");
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(network_.stats().links_opened, 1) << "the server heard of a client that had gone";
}

TEST_F(SimTransportTest, AKilledProcessIsSeenByItsPeersAndHearsNothingMore) {
  Send(link_of_a_, 5);
  network_.Kill("b");
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(at_a_.closings(), ElementsAre(StatusIs(absl::StatusCode::kUnavailable, HasSubstr("lost to b"))));
  EXPECT_EQ(at_b_.frame_count(), 1);
  EXPECT_EQ(at_b_.closing_count(), 0);
  EXPECT_EQ(network_.stats().frames_dropped, 5);
  EXPECT_THAT(link_of_b_->Send({}), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(b_->Listen("b:9", nullptr), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(SimTransportTest, ARestartedProcessTakesTheAddressOfItsPredecessor) {
  network_.Kill("b");
  std::unique_ptr<Transport> again = network_.Host("b");
  Recorder at_new_b;
  auto listener = again->Listen(listener_->address(), [&](const std::string&, const std::string&,
                                                          std::shared_ptr<Link>) { return at_new_b.Handler(); });
  ASSERT_THAT(listener, IsOk());
  listener_.reset();  // The old process's memory goes later than its life: the new one must not notice.
  Recorder at_a;
  Send(a_->Connect((*listener)->address(), "/x/Y", absl::Seconds(3), at_a.Handler()), 2);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(at_new_b.frame_count(), 2);
}

TEST_F(SimTransportTest, AKillAcrossACutIsNotSeenUntilTheConnectionTimesOut) {
  network_.CutLink("a", "b");
  network_.Kill("b");
  loop_.RunFor(absl::Seconds(14));
  EXPECT_EQ(at_a_.closing_count(), 0);
  loop_.RunFor(absl::Seconds(2));
  EXPECT_EQ(at_a_.closing_count(), 1);
}

TEST_F(SimTransportTest, AHandlerMayKillItsOwnProcess) {
  Recorder at_c;
  std::unique_ptr<Transport> c = network_.Host("c");
  auto listener = c->Listen("c:0", [&](const std::string&, const std::string&, std::shared_ptr<Link>) {
    return at_c.Handler([&](const Frame&) { network_.Kill("c"); });
  });
  ASSERT_THAT(listener, IsOk());
  Recorder at_a;
  Send(a_->Connect((*listener)->address(), "/x/Y", absl::Seconds(3), at_a.Handler()), 3);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(at_c.frame_count(), 1);
  EXPECT_EQ(at_a.closing_count(), 1);
}

TEST_F(SimTransportTest, SomeFramesAreLateAndNoneOvertakes) {
  constexpr int kFrames = 5000;
  Send(link_of_a_, kFrames);
  loop_.RunFor(absl::Seconds(10));
  ASSERT_EQ(at_b_.frame_count(), 1 + kFrames);
  const std::vector<Frame> frames = at_b_.frames();
  for (int i = 0; i < kFrames; ++i) ASSERT_EQ(frames[1 + i].head, StrCat(i));
  EXPECT_GT(network_.stats().frames_late, 0);
}

}  // namespace
}  // namespace sluice
