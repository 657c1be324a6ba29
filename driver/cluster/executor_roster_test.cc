#include "driver/cluster/executor_roster.h"

#include "common/actor/sim_loop.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr ExecutorId e1{1}, e2{2};
absl::Time At(int64_t millis) { return absl::FromUnixMillis(millis); }

// Remembers what it was told.
struct FakeLink : Link {
  absl::Status Send(Frame frame) override {
    if (is_full) return absl::ResourceExhaustedError("full");
    v1::ToExecutor message;
    EXPECT_TRUE(message.ParseFromString(frame.head));
    sent.push_back(message);
    return absl::OkStatus();
  }
  void Close(absl::Status reason) override { closed = reason; }
  std::vector<v1::ToExecutor> sent;
  std::optional<absl::Status> closed;
  bool is_full = false;
};

class ExecutorRosterTest : public ::testing::Test {
 protected:
  ExecutorRosterTest() {
    for (int64_t i : {1, 2}) roster_.Open(LinkId(i), links_[i] = std::make_shared<FakeLink>());
  }
  void Attach(int64_t link, ExecutorId id) {
    roster_.Attach(LinkId(link), {.id = id, .worker = "w", .slots = 2}, now_);
  }
  FakeLink& link(int64_t i) { return *links_[i]; }

  SimLoop loop_{1};
  std::map<int64_t, std::shared_ptr<FakeLink>> links_;
  absl::Time now_ = At(0);
  Pulse pulse_{loop_, absl::Milliseconds(250)};
  ExecutorRoster roster_{
      {.life = DriverLife(3), .heartbeat = absl::Milliseconds(250), .lease = absl::Milliseconds(2500)}, pulse_};
};

TEST_F(ExecutorRosterTest, AConversationIsNobodysUntilItsExecutorIsAttached) {
  EXPECT_TRUE(roster_.IsOpen(LinkId(1)));
  EXPECT_EQ(roster_.Heard(LinkId(1), now_), std::nullopt);
  EXPECT_EQ(roster_.next_check(), absl::InfiniteFuture());
  Attach(1, e1);
  EXPECT_EQ(roster_.Heard(LinkId(1), now_), e1);
  ASSERT_THAT(link(1).sent, SizeIs(1));
  EXPECT_EQ(link(1).sent[0].attached().lease_millis(), 2500);
  EXPECT_EQ(link(1).sent[0].life(), 3);
  EXPECT_EQ(roster_.Close(LinkId(2), absl::OkStatus()), std::nullopt);
  EXPECT_FALSE(roster_.IsOpen(LinkId(2)));
}

TEST_F(ExecutorRosterTest, WhatIsOrderedIsOneFrameWithNewsOfThePeers) {
  Attach(1, e1);
  roster_.Flush();
  Attach(2, e2);
  roster_.WorkFor(e1)->add_cancel_tasks(7);
  roster_.ForEachWork([](v1::Work& work) { work.add_free_shuffles(3); });
  EXPECT_THAT(roster_.Flush(), IsEmpty());
  const v1::Work& work = link(1).sent.back().work();
  EXPECT_EQ(link(1).sent.back().life(), 3) << "every frame says so";
  EXPECT_THAT(link(1).sent, SizeIs(3));
  EXPECT_THAT(work.cancel_tasks(), ElementsAre(7));
  EXPECT_THAT(work.free_shuffles(), ElementsAre(3));
  EXPECT_EQ(work.peers(0).peers_size(), 2);
  EXPECT_THAT(roster_.Flush(), IsEmpty());
  EXPECT_THAT(link(1).sent, SizeIs(3)) << "there was nothing to say";
}

TEST_F(ExecutorRosterTest, WhoIsLostIsTakenOutEverywhereAndItsPeersHear) {
  Attach(1, e1);
  Attach(2, e2);
  roster_.Flush();
  EXPECT_EQ(roster_.Close(LinkId(1), absl::UnavailableError("gone")), e1);
  EXPECT_EQ(roster_.Close(LinkId(1), absl::UnavailableError("gone")), std::nullopt) << "once";
  EXPECT_EQ(link(1).closed, absl::UnavailableError("gone"));
  EXPECT_EQ(roster_.WorkFor(e1), nullptr);
  EXPECT_EQ(roster_.TotalSlots(), 2);
  roster_.Flush();
  EXPECT_EQ(link(2).sent.back().work().peers(0).peers_size(), 1);
}

TEST_F(ExecutorRosterTest, TheSilentAreNamedAndTheOthersHearThatTheDriverLives) {
  Attach(1, e1);
  Attach(2, e2);
  roster_.Flush();
  for (int64_t now = 250; now <= 2500; now += 250) {
    roster_.Heard(LinkId(2), At(now));
    auto broken = roster_.Check(At(now));
    ASSERT_THAT(broken, SizeIs(now == 2500 ? 1 : 0)) << now;
    if (now < 2500) continue;
    EXPECT_EQ(broken[0].link, LinkId(1));
    EXPECT_EQ(broken[0].reason.code(), absl::StatusCode::kDeadlineExceeded);
  }
  EXPECT_THAT(roster_.Check(At(2510)), IsEmpty()) << "it is not time yet";
  EXPECT_EQ(roster_.next_check(), At(2750));
  EXPECT_GT(link(2).sent.size(), 9);
}

TEST_F(ExecutorRosterTest, AStallOfTheDriverCostsNobodyItsLease) {
  Attach(1, e1);
  EXPECT_THAT(roster_.Check(At(60'000)), IsEmpty());
}

TEST_F(ExecutorRosterTest, WhatWasSilentBeforeAStallIsLostWhenTheRestOfItsLeaseHasPassed) {
  Attach(1, e1);
  for (int64_t now = 250; now <= 1000; now += 250) ASSERT_THAT(roster_.Check(At(now)), IsEmpty());
  EXPECT_THAT(roster_.Check(At(11'250)), IsEmpty()) << "it stood still for ten seconds";
  for (int64_t now = 11'500; now < 12'500; now += 250) ASSERT_THAT(roster_.Check(At(now)), IsEmpty()) << now;
  EXPECT_THAT(roster_.Check(At(12'500)), SizeIs(1));
}

TEST_F(ExecutorRosterTest, ALeaseEndsOnTimeBetweenTwoHeartbeats) {
  Attach(1, e1);
  Attach(2, e2);
  roster_.Heard(LinkId(1), At(100));
  for (int64_t now = 250; now <= 2500; now += 250) {
    roster_.Heard(LinkId(2), At(now));
    ASSERT_THAT(roster_.Check(At(now)), IsEmpty());
  }
  EXPECT_EQ(roster_.next_check(), At(2600));
  EXPECT_THAT(roster_.Check(At(2600)), SizeIs(1));
}

TEST_F(ExecutorRosterTest, ExecutorsHearThatTheDriverLivesWhileItsMailboxIsBehind) {
  Attach(1, e1);
  loop_.RunFor(absl::Seconds(1));
  ASSERT_GE(link(1).sent.size(), 3);
  EXPECT_TRUE(link(1).sent.back().has_work());
  EXPECT_EQ(link(1).sent.back().life(), 3);
  const size_t sent = link(1).sent.size();
  roster_.Close(LinkId(1), absl::OkStatus());
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(link(1).sent.size(), sent);
}

TEST_F(ExecutorRosterTest, WhoDoesNotReadIsBetterLostThanWaitedFor) {
  Attach(1, e1);
  link(1).is_full = true;
  auto broken = roster_.Flush();
  ASSERT_THAT(broken, SizeIs(1));
  EXPECT_EQ(broken[0].link, LinkId(1));
  EXPECT_EQ(broken[0].reason.code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(ExecutorRosterTest, AProgramIsSentOnceToEachAndFreedWhereItIs) {
  Attach(1, e1);
  Attach(2, e2);
  roster_.Flush();
  v1::StageProgram program;
  program.set_stage(5);
  roster_.AddProgram(e1, program);
  roster_.AddProgram(e1, program);
  roster_.Flush();
  EXPECT_EQ(link(1).sent.back().work().stages_size(), 1);
  roster_.FreeProgram(5);
  roster_.Flush();
  EXPECT_THAT(link(1).sent.back().work().free_stages(), ElementsAre(5));
  EXPECT_THAT(link(2).sent, SizeIs(2)) << "it never had it";
}

TEST_F(ExecutorRosterTest, AllAreLetGoWithAWord) {
  Attach(1, e1);
  Attach(2, e2);
  EXPECT_THAT(roster_.ShutDown("it is over"), ElementsAre(e1, e2));
  EXPECT_EQ(link(2).sent.back().shutdown().reason(), "it is over");
  EXPECT_EQ(link(2).sent.back().life(), 3);
  EXPECT_EQ(link(2).closed, absl::OkStatus());
  EXPECT_THAT(roster_.attached(), IsEmpty());
}

}  // namespace
}  // namespace sluice
