#include "common/net/pulse.h"

#include <gtest/gtest.h>

#include "common/actor/sim_loop.h"

namespace sluice {
namespace {

struct CountingLink : Link {
  absl::Status Send(Frame frame) override {
    EXPECT_EQ(frame.head, "beat");
    ++sent;
    return absl::OkStatus();
  }
  void Close(absl::Status) override {}
  int sent = 0;
};

class PulseTest : public ::testing::Test {
 protected:
  PulseTest() { pulse_.Add(link_, {"beat", {}}); }
  // A mailbox that is never late.
  void TurnFor(absl::Duration time) {
    for (absl::Duration turned; turned < time; turned += absl::Milliseconds(100)) {
      pulse_.Turned();
      loop_.RunFor(absl::Milliseconds(100));
    }
  }

  SimLoop loop_{1};
  const std::shared_ptr<CountingLink> link_ = std::make_shared<CountingLink>();
  Pulse pulse_{loop_, absl::Milliseconds(100)};
};

TEST_F(PulseTest, WhileTheMailboxTurnsItSpeaksForItself) {
  TurnFor(absl::Seconds(5));
  EXPECT_EQ(link_->sent, 0);
}

TEST_F(PulseTest, OfALongTurnThePeerNoticesNothing) {
  TurnFor(absl::Seconds(1));
  loop_.RunFor(absl::Seconds(1));
  EXPECT_GE(link_->sent, 8);
  EXPECT_LE(link_->sent, 10);
  TurnFor(absl::Milliseconds(100));
  const int sent = link_->sent;
  TurnFor(absl::Seconds(1));
  EXPECT_EQ(link_->sent, sent) << "it is over";
}

TEST_F(PulseTest, AMailboxThatHangsIsNotSpokenForAnyMore) {
  loop_.RunFor(Pulse::kStuckAfter);
  const int sent = link_->sent;
  loop_.RunFor(absl::Minutes(1));
  EXPECT_EQ(link_->sent, sent);
}

TEST_F(PulseTest, ALinkThatIsRemovedIsLeftAlone) {
  pulse_.Remove(*link_);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(link_->sent, 0);
}

}  // namespace
}  // namespace sluice
