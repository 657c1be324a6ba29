#include "role/daemon_link.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What the one address after the other is called, and what is said there: the test answers. A link that is closed here
// tells so only when the test says it.
class HandmadeTransport : public Transport {
 public:
  absl::StatusOr<std::unique_ptr<Listener>> Listen(const std::string&, Acceptor) override {
    return absl::UnimplementedError("nobody calls an application here");
  }
  std::shared_ptr<Link> Connect(const std::string& address, const std::string&, absl::Duration,
                                LinkHandler handler) override {
    called.push_back(address);
    handler_ = std::move(handler);
    return std::make_shared<HandmadeLink>(*this);
  }
  void Say(const v1::DaemonToApplication& message) { handler_.on_frame({.head = message.SerializeAsString()}); }
  void Announced() {
    v1::DaemonToApplication message;
    message.mutable_announced();
    Say(message);
  }
  void EndLink(const absl::Status& why = absl::UnavailableError("the link broke")) { handler_.on_closed(why); }

  std::vector<std::string> called;
  std::vector<v1::ApplicationToDaemon> heard;
  std::string last_body;
  bool closed = false;

 private:
  class HandmadeLink : public Link {
   public:
    explicit HandmadeLink(HandmadeTransport& owner) : owner_(owner) {}
    absl::Status Send(Frame frame) override {
      owner_.heard.emplace_back().ParseFromString(frame.head);
      owner_.last_body = Join(frame.body);
      return absl::OkStatus();
    }
    void Close(absl::Status) override { owner_.closed = true; }

   private:
    HandmadeTransport& owner_;
  };

  LinkHandler handler_;
  std::vector<std::string> told_;
};

class DaemonLinkTest : public ::testing::Test {
 protected:
  DaemonLinkTest() {
    owner_->Post([this] {
      link_ = std::make_unique<DaemonLink>(
          loop_, transport_,
          DaemonLinkOptions{.daemon = [this] { return daemon_; },
                            .application = "app-1",
                            .life = DriverLife(3),
                            .grace = absl::Minutes(2)},
          DaemonLink::Handler{.status = [this] { return status_; },
                              .stop = [this](const v1::StopApplication& stop) { told_.push_back(stop.reason()); },
                              .ask =
                                  [this](PageQuestion question, std::function<void(PageAnswer)> answered) {
                                    told_.push_back(question.path + " " + question.query["since"]);
                                    answered_ = std::move(answered);
                                  },
                              .abandoned =
                                  [this](bool graceful, const absl::Status& why) {
                                    told_.push_back(graceful ? "end in order" : "end at once");
                                    told_.emplace_back(why.message());
                                  }});
    });
    loop_.RunFor(absl::Milliseconds(100));
  }
  ~DaemonLinkTest() override {
    if (link_ == nullptr) return;
    transport_.EndLink(absl::FailedPreconditionError("the test is over"));
    InOwner([this] { link_.reset(); });
  }

  void Stop(const std::string& reason) {
    v1::DaemonToApplication message;
    message.mutable_stop()->set_reason(reason);
    transport_.Say(message);
    loop_.RunFor(absl::Seconds(1));
  }
  void Announced() {
    transport_.Announced();
    loop_.RunFor(absl::Seconds(1));
  }
  void Ask(uint64_t question) {
    v1::DaemonToApplication message;
    message.mutable_ask()->set_question(question);
    message.mutable_ask()->set_path("/changes");
    (*message.mutable_ask()->mutable_query())["since"] = "3";
    transport_.Say(message);
    loop_.RunFor(absl::Milliseconds(10));
  }
  int AnswersHeard() const {
    return static_cast<int>(std::count_if(transport_.heard.begin(), transport_.heard.end(),
                                          [](const v1::ApplicationToDaemon& message) { return message.has_answer(); }));
  }
  void InOwner(Task task, absl::Duration limit = absl::Seconds(10)) {
    owner_->Post(std::move(task));
    loop_.RunFor(limit);
  }
  // Of an application that has ended; what it has heard says when the daemon has.
  void Finish(absl::Duration limit = absl::Seconds(10)) {
    InOwner([this] { finished_ = link_->Finish(5); }, limit);
  }
  // Refuses every call, or is not there, until `time` has passed.
  void BeAway(absl::Duration time, const absl::Status& why = absl::UnavailableError("nobody listens")) {
    const absl::Time until = loop_.clock().Now() + time;
    for (size_t answered = transport_.called.size() - 1; loop_.clock().Now() < until;) {
      if (answered < transport_.called.size()) {
        answered = transport_.called.size();
        transport_.EndLink(why);
      }
      loop_.RunFor(absl::Milliseconds(10));
    }
  }
  const v1::AnnounceApplication& last_announce() const {
    for (auto message = transport_.heard.rbegin(); message != transport_.heard.rend(); ++message) {
      if (message->has_announce()) return message->announce();
    }
    return v1::AnnounceApplication::default_instance();
  }

  std::string daemon_ = "daemon:1";
  v1::ApplicationStatus status_;
  std::vector<std::string> told_;
  std::function<void(PageAnswer)> answered_;
  std::optional<absl::Status> finished_;
  HandmadeTransport transport_;
  SimLoop loop_{11};
  std::unique_ptr<Mailbox> owner_ = loop_.NewMailbox("owner");
  std::unique_ptr<DaemonLink> link_;
};

TEST_F(DaemonLinkTest, PassesOnWhatTheDaemonWantsUntilTheApplicationHasEnded) {
  Announced();
  Stop("somebody said so");
  Finish();
  Stop("too late");
  EXPECT_THAT(told_, ElementsAre("somebody said so"));
  EXPECT_THAT(*finished_, IsOk());
  ASSERT_TRUE(transport_.heard.back().has_finished());
  EXPECT_EQ(transport_.heard.back().finished().exit_code(), 5);
}

TEST_F(DaemonLinkTest, WhoGoesWithoutSayingHowHasNotEndedWell) {
  Announced();
  InOwner([this] { link_.reset(); });
  ASSERT_TRUE(transport_.heard.back().has_finished());
  EXPECT_EQ(transport_.heard.back().finished().exit_code(), 1);
}

TEST_F(DaemonLinkTest, TheLastStatusIsToldBeforeTheEnd) {
  Announced();
  status_.mutable_records()->set_processed(1000);
  loop_.RunFor(absl::Milliseconds(750));
  status_.mutable_records()->set_processed(2000);
  Finish();
  ASSERT_GE(transport_.heard.size(), 3);
  const auto last = transport_.heard.rbegin();
  EXPECT_TRUE(last[0].has_finished());
  EXPECT_EQ(last[1].status().records().processed(), 2000);
  EXPECT_EQ(last[2].status().records().processed(), 1000);
}

TEST_F(DaemonLinkTest, ALinkMayTellSomethingWhenItIsGone) {
  Announced();
  InOwner([this] { link_.reset(); });
  Stop("nobody is there");
  transport_.EndLink();
  loop_.RunFor(absl::Seconds(10));
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(DaemonLinkTest, AnswersWhatSomebodyAsksWhenThereIsAnAnswer) {
  Announced();
  Ask(17);
  ASSERT_THAT(told_, ElementsAre("/changes 3"));
  EXPECT_EQ(AnswersHeard(), 0);
  answered_({.status = 404, .content_type = "text/x", .body = "an answer"});
  loop_.RunFor(absl::Milliseconds(10));
  ASSERT_TRUE(transport_.heard.back().has_answer());
  EXPECT_EQ(transport_.heard.back().answer().question(), 17);
  EXPECT_EQ(transport_.heard.back().answer().status(), 404);
  EXPECT_EQ(transport_.heard.back().answer().content_type(), "text/x");
  EXPECT_EQ(transport_.last_body, "an answer");
}

TEST_F(DaemonLinkTest, AnAnswerIsForTheDaemonThatHasAsked) {
  Announced();
  Ask(17);
  BeAway(absl::Seconds(5));
  answered_({.body = "the daemon is away"});
  loop_.RunFor(absl::Seconds(2));
  Announced();
  answered_({.body = "another one is there"});
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(AnswersHeard(), 0);
  InOwner([this] { link_.reset(); });
  answered_({.body = "the link is gone"});
  loop_.RunFor(absl::Seconds(1));
}

TEST_F(DaemonLinkTest, ComesBackToWhereTheDaemonIsThen) {
  Announced();
  EXPECT_EQ(last_announce().life(), 3);
  EXPECT_FALSE(last_announce().has_finished());
  daemon_ = "daemon:2";
  BeAway(absl::Seconds(90));
  transport_.heard.clear();
  loop_.RunFor(absl::Seconds(2));
  EXPECT_EQ(transport_.called.front(), "daemon:1");
  EXPECT_EQ(transport_.called.back(), "daemon:2");
  EXPECT_EQ(last_announce().application(), "app-1");
  status_.set_batches_completed(17);
  Announced();
  EXPECT_EQ(transport_.heard.back().status().batches_completed(), 17);
  BeAway(absl::Seconds(100));
  EXPECT_THAT(told_, IsEmpty()) << "each time it is away for less than its grace";
}

TEST_F(DaemonLinkTest, WhatEndsWhileTheDaemonIsAwayTellsItAllWhenItIsBack) {
  Announced();
  BeAway(absl::Seconds(5));
  Finish();
  EXPECT_FALSE(finished_.has_value()) << "it waits";
  status_.set_batches_completed(42);
  BeAway(absl::Seconds(5));
  loop_.RunFor(absl::Seconds(2));
  ASSERT_TRUE(last_announce().has_finished()) << "it is to get no more executors";
  EXPECT_EQ(last_announce().finished().exit_code(), 5);
  transport_.heard.clear();
  Announced();
  ASSERT_EQ(transport_.heard.size(), 2u);
  EXPECT_EQ(transport_.heard[0].status().batches_completed(), 42);
  EXPECT_EQ(transport_.heard[1].finished().exit_code(), 5);
  transport_.EndLink(absl::OkStatus());
  loop_.RunFor(absl::Milliseconds(10));
  EXPECT_THAT(finished_.value(), IsOk());
}

TEST_F(DaemonLinkTest, TellsAgainWhatALinkThatBreaksMayHaveLost) {
  Announced();
  InOwner([this] { finished_ = link_->Finish(5); }, absl::Milliseconds(10));
  ASSERT_TRUE(transport_.heard.back().has_finished());
  transport_.EndLink();
  loop_.RunFor(absl::Seconds(5));
  EXPECT_FALSE(finished_.has_value());
  Announced();
  EXPECT_TRUE(transport_.heard.back().has_finished());
  transport_.EndLink(absl::OkStatus());
  loop_.RunFor(absl::Milliseconds(10));
  EXPECT_THAT(finished_.value(), IsOk());
}

TEST_F(DaemonLinkTest, AnEndThatNobodyHearsIsNotWaitedForLonger) {
  Announced();
  BeAway(absl::Seconds(5));
  Finish(absl::ZeroDuration());
  BeAway(absl::Seconds(50));
  EXPECT_FALSE(finished_.has_value());
  BeAway(absl::Seconds(10));
  EXPECT_THAT(finished_.value(), IsOk()) << "it has ended well all the same";
}

TEST_F(DaemonLinkTest, WithoutADaemonTheApplicationEndsInOrderAfterItsGrace) {
  Announced();
  BeAway(absl::Seconds(119));
  EXPECT_THAT(told_, IsEmpty());
  BeAway(absl::Seconds(3));
  EXPECT_THAT(told_, ElementsAre("end in order", HasSubstr("did not come back within 2m: nobody listens")));
  Finish();
  EXPECT_THAT(finished_.value(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(DaemonLinkTest, AStrangerInThePlaceOfTheDaemonIsAsNobody) {
  Announced();
  BeAway(absl::Seconds(119), absl::NotFoundError("never heard of you"));
  EXPECT_THAT(told_, IsEmpty());
  BeAway(absl::Seconds(3), absl::NotFoundError("never heard of you"));
  EXPECT_THAT(told_, ElementsAre("end at once", HasSubstr("never heard of you")));
}

TEST_F(DaemonLinkTest, ADaemonOfAnotherVersionEndsItAtOnce) {
  Announced();
  transport_.EndLink();
  loop_.RunFor(absl::Seconds(1));
  transport_.EndLink(absl::FailedPreconditionError("the application is Sluice 1, the driver is Sluice 2"));
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(told_, ElementsAre("end at once", HasSubstr("the driver is Sluice 2")));
}

}  // namespace
}  // namespace sluice
