#include "worker/daemon/hosted_executors.h"

#include <set>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/other_versions.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/net/sim_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const ApplicationId kA("app-1"), kB("app-2");

v1::DriverPlace Place(const ApplicationId& application, int life, const std::string& address = "") {
  v1::DriverPlace place;
  place.set_application(application.value());
  place.set_life(life);
  place.set_address(address);
  return place;
}

// The executor's side of a conversation.
struct Caller {
  std::shared_ptr<Link> link;
  std::vector<std::string> heard;  // "1 is over", "2 at a:1", "welcome", "leave", "metrics?".
  std::vector<absl::Status> closed;
};

class HostedExecutorsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto accept = [this](const std::string&, const std::string&, std::shared_ptr<Link> link) {
      return PostTo(postbox_, hosted_.Accept(std::move(link)));
    };
    auto listener = daemon_->Listen("worker:1", accept);
    ASSERT_THAT(listener, IsOk());
    listener_ = *std::move(listener);
  }
  void Call(const ApplicationId& application, int executor, Caller& caller,
            const std::string& version = ThisVersion()) {
    auto on_frame = [&caller](const Frame& frame) {
      const auto message = *ParseHead<v1::ToHosted>(frame);
      if (message.has_leave()) return caller.heard.push_back("leave");
      if (message.has_ask_metrics()) return caller.heard.push_back("metrics?");
      const v1::DriverPlace& place = message.place();
      const std::string where = place.address().empty() ? " is over" : StrCat(" at ", place.address());
      caller.heard.push_back(place.life() == 0 ? "welcome" : StrCat(place.life(), where));
    };
    caller.link = process_->Connect(
        "worker:1", conversations::kHost, absl::Seconds(1),
        {.on_frame = on_frame, .on_closed = [&caller](absl::Status why) { caller.closed.push_back(why); }});
    v1::Hosted hosted;
    hosted.set_version(version);
    hosted.set_application(application.value());
    hosted.set_executor(executor);
    EXPECT_THAT(caller.link->Send(ToFrame(hosted)), IsOk());
    Settle();
  }
  void Settle() { loop_.RunFor(absl::Milliseconds(100)); }
  void AskMetrics(const ApplicationId& application) {
    hosted_.AskMetrics({application, ExecutorId(1)},
                       [this](absl::StatusOr<std::string> text) { metrics_.push_back(std::move(text)); });
    Settle();
  }
  void SetPlace(const v1::DriverPlace& place) {
    hosted_.SetPlace(place);
    Settle();
  }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> daemon_ = network_.Host("worker"), process_ = network_.Host("executor");
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("daemon");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  std::set<HostedExecutors::Name> started_ = {{kA, ExecutorId(1)}, {kA, ExecutorId(2)}, {kB, ExecutorId(1)}};
  HostedExecutors hosted_{[this](const HostedExecutors::Name& name) { return started_.contains(name); }};
  Caller one_, two_, other_;
  std::vector<absl::StatusOr<std::string>> metrics_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(HostedExecutorsTest, AllExecutorsOfTheApplicationAreToldAndNoOthers) {
  Call(kA, 1, one_);
  Call(kA, 2, two_);
  Call(kB, 1, other_);
  SetPlace(Place(kA, 1));
  SetPlace(Place(kA, 2, "a:1"));
  EXPECT_THAT(one_.heard, ElementsAre("welcome", "1 is over", "2 at a:1"));
  EXPECT_EQ(two_.heard, one_.heard);
  EXPECT_THAT(other_.heard, ElementsAre("welcome"));
}

TEST_F(HostedExecutorsTest, OneThatCallsLaterIsToldWhatIsKnown) {
  SetPlace(Place(kA, 1));
  Call(kA, 1, one_);
  EXPECT_THAT(one_.heard, ElementsAre("1 is over"));
  hosted_.Forget(kA);
  Call(kA, 2, two_);
  EXPECT_THAT(two_.heard, ElementsAre("welcome"));
}

TEST_F(HostedExecutorsTest, LateNewsIsNotPassedOn) {
  Call(kA, 1, one_);
  SetPlace(Place(kA, 2));
  for (const auto& late : {Place(kA, 1), Place(kA, 1, "a:1"), Place(kA, 2, "a:2")}) SetPlace(late);
  EXPECT_THAT(one_.heard, ElementsAre("welcome", "2 is over"));
}

TEST_F(HostedExecutorsTest, OneThatHasHungUpIsToldNothing) {
  Call(kA, 1, one_);
  one_.link->Close(absl::OkStatus());
  Settle();
  SetPlace(Place(kA, 1));
  EXPECT_THAT(one_.heard, ElementsAre("welcome"));
}

TEST_F(HostedExecutorsTest, WhatOneSaidOfItsEndCountsOnceAndIfNobodySawIt) {
  Call(kA, 1, one_);
  v1::HostedSays end;
  for (const ChildExit& seen : {ChildExit{.signal = 11}, kUnknownExit}) {
    end.set_exit_code(3);
    EXPECT_THAT(one_.link->Send(ToFrame(end)), IsOk());
    Settle();
    EXPECT_EQ(hosted_.TakeExit({kA, ExecutorId(2)}, kUnknownExit), kUnknownExit) << "it has said nothing";
    EXPECT_EQ(hosted_.TakeExit({kA, ExecutorId(1)}, seen), seen.is_known ? seen : ChildExit{.code = 3});
  }
  EXPECT_EQ(hosted_.TakeExit({kA, ExecutorId(1)}, kUnknownExit), kUnknownExit);
}

TEST_F(HostedExecutorsTest, AnExecutorIsAskedForItsMetrics) {
  Call(kA, 1, one_);
  AskMetrics(kA);
  AskMetrics(kA);
  EXPECT_THAT(one_.heard, ElementsAre("welcome", "metrics?", "metrics?"));
  v1::HostedSays says;
  says.set_metrics(true);
  EXPECT_THAT(one_.link->Send(ToFrame(says, {Buffer::FromString("x 1\n"), Buffer::FromString("y 2\n")})), IsOk());
  EXPECT_THAT(one_.link->Send(ToFrame(says)), IsOk()) << "nobody waits for it";
  Settle();
  EXPECT_THAT(metrics_, ElementsAre(IsOkAndHolds("x 1\ny 2\n"), IsOkAndHolds("x 1\ny 2\n")));
  EXPECT_EQ(hosted_.TakeExit({kA, ExecutorId(1)}, kUnknownExit), kUnknownExit) << "that is no end";
}

TEST_F(HostedExecutorsTest, WhoAsksForMetricsHearsThatThereAreNone) {
  AskMetrics(kB);
  EXPECT_THAT(metrics_, ElementsAre(StatusIs(absl::StatusCode::kNotFound)));
  Call(kA, 1, one_);
  AskMetrics(kA);
  one_.link->Close(absl::OkStatus());
  Settle();
  EXPECT_THAT(metrics_.back(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(HostedExecutorsTest, AnExecutorThatHangsDoesNotGatherQuestions) {
  Call(kA, 1, one_);
  for (int i = 0; i < 1000; ++i) AskMetrics(kA);
  EXPECT_THAT(metrics_, SizeIs(1000 - 64));
  EXPECT_THAT(metrics_[0], StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(HostedExecutorsTest, OneThatLeavesIsToldWhenItCallsAndEachTime) {
  const HostedExecutors::Name first(kA, ExecutorId(1)), second(kA, ExecutorId(2));
  Call(kA, 1, one_);
  hosted_.Leave(first);
  hosted_.Leave(second);
  Settle();
  Call(kA, 2, two_);
  Call(kB, 1, other_);
  EXPECT_THAT(one_.heard, ElementsAre("welcome", "leave"));
  EXPECT_THAT(two_.heard, ElementsAre("welcome", "leave"));
  EXPECT_THAT(other_.heard, ElementsAre("welcome"));
  hosted_.Forget(first);
  Call(kA, 1, one_);
  Call(kA, 2, two_);
  EXPECT_THAT(one_.heard, ElementsAre("welcome", "leave", "welcome"));
  EXPECT_THAT(two_.heard, ElementsAre("welcome", "leave", "welcome", "leave"));
}

TEST_F(HostedExecutorsTest, StrangersAreRefused) {
  Call(kB, 7, one_);
  EXPECT_THAT(one_.closed, ElementsAre(StatusIs(absl::StatusCode::kNotFound)));
  Call(kA, 1, two_, OtherMinor());
  EXPECT_THAT(two_.closed, ElementsAre(StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(OtherMinor()))));
}

TEST_F(HostedExecutorsTest, ExecutorsOfAnotherPatchVersionAreKnown) {
  Call(kA, 1, one_, OtherPatch());
  EXPECT_THAT(one_.heard, ElementsAre("welcome"));
}

}  // namespace
}  // namespace sluice
