#include "worker/executor/driver_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/net/sim_transport.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A driver that keeps the links it was opened.
class DriverConnectionTest : public ::testing::Test {
 protected:
  DriverConnectionTest() {
    auto listener = driver_->Listen("driver:1", [this](const std::string&, const std::string&, auto link) {
      links_.push_back(std::move(link));
      return LinkHandler{.on_frame = [this](Frame frame) { heard_.push_back(frame.head); },
                         .on_closed = [this](absl::Status reason) { ends_.push_back(reason); }};
    });
    EXPECT_THAT(listener, IsOk());
    listener_ = *std::move(listener);
  }
  ~DriverConnectionTest() override {
    connection_.HangUp(absl::CancelledError("the test has ended"));
    links_.clear();
    Settle();
    listener_.reset();  // It tells the ends of links.
    postbox_->Close();
  }
  void Settle() { loop_.RunFor(absl::Milliseconds(100)); }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> driver_ = network_.Host("driver"), executor_ = network_.Host("executor");
  std::unique_ptr<Listener> listener_;
  std::vector<std::shared_ptr<Link>> links_;
  std::vector<std::string> heard_, frames_;
  std::vector<absl::Status> ends_, closed_;
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("executor");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  DriverConnection connection_{loop_,
                               *executor_,
                               postbox_,
                               {.on_frame = [this](const Frame& frame) { frames_.push_back(frame.head); },
                                .on_closed = [this](const absl::Status& reason) { closed_.push_back(reason); }}};
};

TEST_F(DriverConnectionTest, FramesGoBothWaysOnceItIsOpen) {
  EXPECT_THAT(connection_.Send({.head = "too early"}), StatusIs(absl::StatusCode::kUnavailable));
  connection_.Open("driver:1");
  EXPECT_THAT(connection_.Send({.head = "attach"}), IsOk());
  Settle();
  EXPECT_THAT(heard_, ElementsAre("attach"));
  EXPECT_THAT(links_.at(0)->Send({.head = "attached"}), IsOk());
  Settle();
  EXPECT_THAT(frames_, ElementsAre("attached"));
}

TEST_F(DriverConnectionTest, TheDriverHearsOfAnExecutorThatIsBehind) {
  connection_.Open("driver:1");
  connection_.BeatWhileBehind({.head = "beat"}, absl::Milliseconds(20));
  Settle();
  EXPECT_THAT(heard_, ::testing::Contains("beat").Times(::testing::Ge(2)));
  connection_.HangUp(absl::UnavailableError("bye"));
  Settle();  // One may be on its way.
  heard_.clear();
  Settle();
  EXPECT_THAT(heard_, IsEmpty());
}

TEST_F(DriverConnectionTest, WhatAFormerLinkStillBringsReachesNobody) {
  connection_.Open("driver:1");
  Settle();
  connection_.Open("driver:1");
  Settle();
  EXPECT_THAT(links_.at(0)->Send({.head = "late"}), IsOk());
  links_.at(0)->Close(absl::UnavailableError("late, too"));
  EXPECT_THAT(links_.at(1)->Send({.head = "now"}), IsOk());
  Settle();
  EXPECT_THAT(frames_, ElementsAre("now"));
  EXPECT_THAT(closed_, IsEmpty());
}

TEST_F(DriverConnectionTest, AClosedLinkIsToldOfAndOneThatWasHungUpIsNot) {
  connection_.Open("driver:1");
  Settle();
  connection_.Close(absl::InvalidArgumentError("nonsense"));
  Settle();
  EXPECT_THAT(closed_, ElementsAre(StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nonsense"))));
  connection_.Open("driver:1");
  Settle();
  connection_.HangUp(absl::UnavailableError("the driver is silent"));
  Settle();
  EXPECT_THAT(closed_, ::testing::SizeIs(1));
  EXPECT_THAT(ends_.at(1), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("silent")));
}

}  // namespace
}  // namespace sluice
