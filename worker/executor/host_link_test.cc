#include "worker/executor/host_link.h"

#include <string>
#include <utility>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "common/net/session.h"
#include "common/net/sim_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/host.pb.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class HostLinkTest : public testing::Test {
 protected:
  HostLinkTest() { Listen("worker:1"); }
  void Listen(const std::string& address) {
    auto accept = [this](const std::string&, const std::string&, std::shared_ptr<Link> link) {
      links_.push_back(link);
      return LinkHandler{.on_frame =
                             [this, is_first = true](Frame frame) mutable {
                               if (std::exchange(is_first, false)) {
                                 callers_.push_back(*ParseHead<v1::Hosted>(frame));
                               } else {
                                 Hear(*ParseHead<v1::HostedSays>(frame), frame.body);
                               }
                             },
                         .on_closed = [](absl::Status) {}};
    };
    listener_ = *daemon_->Listen(address, accept);
  }
  void Hear(const v1::HostedSays& says, const Buffers& body) {
    if (says.has_metrics()) metrics_.push_back(Join(body));
    if (says.has_exit_code()) ends_.push_back(says.exit_code());
  }
  void Start() {
    link_ = std::make_unique<HostLink>(
        loop_, *process_,
        HostLink::Options{DaemonAddress("worker:1", file_), ApplicationId("app-1"), ExecutorId(3), absl::Seconds(60)},
        HostLink::Handler{
            .on_place = [this](DriverPlace place) { heard_.push_back(StrCat(place.life, " ", place.address)); },
            .on_leave = [this] { heard_.push_back("leave"); },
            .on_abandoned = [this] { ++abandoned_; },
            .metrics = [] { return "x 1\n"; }});
    Settle();
  }
  void SayEnd(int exit_code) {
    bool is_said = false;
    owner_->Post([&] {
      link_->SayEnd(exit_code);
      is_said = true;
    });
    EXPECT_TRUE(loop_.RunUntil([&] { return is_said; }, absl::Seconds(10)));
  }
  void RunFor(absl::Duration time) { loop_.RunFor(time); }
  void Tell(int life, const std::string& address) {
    v1::ToHosted message;
    message.mutable_place()->set_life(life);
    message.mutable_place()->set_address(address);
    EXPECT_THAT(links_.back()->Send(ToFrame(message)), IsOk());
    Settle();
  }
  void TellToLeave() {
    v1::ToHosted message;
    message.mutable_leave();
    EXPECT_THAT(links_.back()->Send(ToFrame(message)), IsOk());
    Settle();
  }
  void AskMetrics() {
    v1::ToHosted message;
    message.mutable_ask_metrics();
    EXPECT_THAT(links_.back()->Send(ToFrame(message)), IsOk());
    Settle();
  }
  void Settle() { loop_.RunFor(absl::Milliseconds(100)); }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Mailbox> owner_ = loop_.NewMailbox("owner");
  std::unique_ptr<Transport> daemon_ = network_.Host("worker"), process_ = network_.Host("executor");
  std::vector<std::shared_ptr<Link>> links_;
  std::vector<v1::Hosted> callers_;
  std::vector<int> ends_;  // What callers said of theirs.
  std::vector<std::string> metrics_;
  std::vector<std::string> heard_;
  int abandoned_ = 0;
  const TemporaryFolder folder_ = *TemporaryFolder::Create("host-link");
  const std::string file_ = folder_.path() + "/address";
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<HostLink> link_;
};

TEST_F(HostLinkTest, SaysWhoItIsAndPassesOnWhatItIsTold) {
  Start();
  ASSERT_THAT(callers_, SizeIs(1));
  EXPECT_EQ(callers_[0].application(), "app-1");
  EXPECT_EQ(callers_[0].executor(), 3);
  Tell(1, "");
  Tell(2, "a:1");
  TellToLeave();
  EXPECT_THAT(heard_, ElementsAre("1 ", "2 a:1", "leave"));
}

TEST_F(HostLinkTest, SaysItsMetricsAsOftenAsItIsAsked) {
  Start();
  Tell(1, "a:1");
  AskMetrics();
  AskMetrics();
  EXPECT_THAT(metrics_, ElementsAre("x 1\n", "x 1\n"));
  EXPECT_THAT(heard_, ElementsAre("1 a:1"));
}

TEST_F(HostLinkTest, SaysHowItEndsToADaemonThatIsThereAndCallsNoMore) {
  Start();
  Tell(1, "");
  SayEnd(3);
  EXPECT_THAT(ends_, ElementsAre(3));
  listener_.reset();
  Listen("worker:1");
  RunFor(absl::Minutes(10));
  EXPECT_THAT(callers_, SizeIs(1));
}

TEST_F(HostLinkTest, WaitsForNobodyToSayHowItEnds) {
  Start();
  Tell(1, "");
  listener_.reset();
  RunFor(absl::Seconds(1));
  const absl::Time began = loop_.clock().Now();
  SayEnd(3);
  EXPECT_LT(loop_.clock().Now() - began, absl::Milliseconds(100));
  EXPECT_THAT(ends_, IsEmpty());
}

TEST_F(HostLinkTest, CallsAgainWhenItsWorkerWasAway) {
  Start();
  Tell(1, "");
  listener_.reset();
  RunFor(absl::Seconds(10));
  Listen("worker:1");
  RunFor(absl::Seconds(10));
  EXPECT_THAT(callers_, SizeIs(2));
  Tell(2, "a:1");
  EXPECT_THAT(heard_, ElementsAre("1 ", "2 a:1"));
}

TEST_F(HostLinkTest, FindsTheSuccessorOfItsDaemonUnderAnotherAddress) {
  Start();
  Tell(1, "");
  listener_.reset();
  Listen("worker:2");
  ASSERT_THAT(DaemonAddress::Write(file_, "worker:2"), IsOk());
  RunFor(absl::Seconds(2));
  EXPECT_THAT(callers_, SizeIs(2));
  Tell(2, "a:1");
  RunFor(absl::Minutes(10));
  EXPECT_EQ(abandoned_, 0);
}

TEST_F(HostLinkTest, IsAbandonedWhenNoDaemonComesInTheGraceTime) {
  Start();
  Tell(0, "");
  RunFor(absl::Minutes(10));
  EXPECT_EQ(abandoned_, 0) << "its daemon knows it, though no place of its driver";
  EXPECT_THAT(heard_, IsEmpty());
  listener_.reset();
  RunFor(absl::Seconds(59));
  EXPECT_EQ(abandoned_, 0);
  RunFor(absl::Seconds(2));
  EXPECT_EQ(abandoned_, 1);
  RunFor(absl::Minutes(10));
  EXPECT_EQ(abandoned_, 1);
}

TEST_F(HostLinkTest, TheGraceTimeBeginsAnewEachTime) {
  Start();
  Tell(1, "");
  for (int life = 2; life < 5; ++life) {
    listener_.reset();
    RunFor(absl::Seconds(40));
    Listen("worker:1");
    RunFor(absl::Seconds(10));
    Tell(life, "");
  }
  RunFor(absl::Minutes(10));
  EXPECT_EQ(abandoned_, 0);
}

// The port of its daemon may be another daemon's for a while.
TEST_F(HostLinkTest, CallsOnWhereItIsNotKnownUntilItIsAbandoned) {
  Start();
  links_.back()->Close(absl::NotFoundError("no such executor"));
  RunFor(absl::Seconds(5));
  ASSERT_THAT(links_, SizeIs(2));
  Tell(1, "");
  EXPECT_THAT(heard_, ElementsAre("1 "));
  EXPECT_EQ(abandoned_, 0);
}

TEST_F(HostLinkTest, TellsNothingOnceItIsGone) {
  Start();
  link_.reset();
  (void)links_.back()->Send(ToFrame(v1::ToHosted()));
  Settle();
  EXPECT_THAT(heard_, IsEmpty());
}

}  // namespace
}  // namespace sluice
