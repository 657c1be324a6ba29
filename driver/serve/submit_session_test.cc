// A client whose conversation broke, or whose driver daemon was restarted, comes back.
#include <map>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "driver/serve/fake_host.h"
#include "driver/serve/serve.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class ClientLink : public Link {
 public:
  absl::Status Send(Frame frame) override {
    const auto message = ParseHead<v1::SubmitToClient>(frame).value();
    if (message.has_submitted()) submitted = message.submitted().application();
    if (message.has_ended()) exit_code = message.ended().exit_code();
    if (message.has_output()) {
      output[message.output().error_stream()] += std::string(frame.body.at(0).view());
      offsets[message.output().error_stream()] = message.output().next_offset();
    }
    return absl::OkStatus();
  }
  void Close(absl::Status reason) override { closed = reason; }

  std::string submitted;
  std::string output[2];
  int64_t offsets[2] = {0, 0};
  std::optional<int> exit_code;
  std::optional<absl::Status> closed;
};

class SubmitSessionTest : public testing::Test {
 protected:
  ~SubmitSessionTest() override {
    session_->OnClosed(absl::OkStatus());
    loop_.RunFor(absl::Seconds(1));
  }
  void Say(const v1::SubmitToDriver& message) {
    mailbox_->Post([this, message] { session_->OnFrame(ToFrame(message)); });
    loop_.RunFor(absl::Seconds(1));
  }
  void ComeBack(int64_t output, int64_t error, const ApplicationId& id = kA) {
    v1::SubmitToDriver message;
    message.mutable_follow()->set_version(ThisVersion());
    message.mutable_follow()->set_application(id.value());
    message.mutable_follow()->mutable_from()->set_output(output);
    message.mutable_follow()->mutable_from()->set_error(error);
    Say(message);
  }

  SimLoop loop_{5};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("daemon");
  FakeHost host_;
  std::shared_ptr<ClientLink> link_ = std::make_shared<ClientLink>();
  std::shared_ptr<Session> session_ = NewServeSession(conversations::kSubmit, host_, *mailbox_, link_);
};

TEST_F(SubmitSessionTest, ReadsOnWhereTheClientLeftOffAndHearsTheEnd) {
  ComeBack(4, 10);
  EXPECT_EQ(link_->submitted, "app-1");
  EXPECT_EQ(link_->output[false], "two\n");
  EXPECT_EQ(link_->output[true], "");
  EXPECT_EQ(link_->offsets[false], 8) << "where to read on next time";
  host_.printed[false] += "three\n";
  host_.has_ended = true;
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(link_->output[false], "two\nthree\n");
  EXPECT_EQ(link_->exit_code, 3);
  EXPECT_THAT(*link_->closed, IsOk());
}

TEST_F(SubmitSessionTest, WhatEndedMeanwhileIsReadToItsEndFirst) {
  host_.has_ended = true;
  ComeBack(0, 0);
  EXPECT_EQ(link_->output[false], "one\ntwo\n");
  EXPECT_EQ(link_->output[true], "a warning\n");
  EXPECT_EQ(link_->exit_code, 3);
}

TEST_F(SubmitSessionTest, CanStopItAsTheOneWhoSubmittedIt) {
  ComeBack(0, 0);
  v1::SubmitToDriver stop;
  stop.mutable_stop();
  Say(stop);
  EXPECT_THAT(host_.stopped, HasSubstr("the user who submitted it"));
  EXPECT_FALSE(link_->closed.has_value());
}

TEST_F(SubmitSessionTest, ADaemonThatDoesNotKnowItSaysSo) {
  ComeBack(0, 0, ApplicationId("app-2"));
  EXPECT_THAT(*link_->closed, StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(SubmitSessionTest, ComesBackOnce) {
  ComeBack(0, 0);
  ComeBack(0, 0);
  EXPECT_THAT(*link_->closed, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("out of turn")));
  EXPECT_EQ(link_->output[false], "one\ntwo\n");
}

}  // namespace
}  // namespace sluice
