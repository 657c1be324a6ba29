#include "common/net/session.h"

#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SessionTest : public ::testing::Test {
 protected:
  class Listening : public Session {
   public:
    explicit Listening(std::vector<std::string>& heard) : heard_(heard) {}
    void OnFrame(Frame frame) override { heard_.push_back(frame.head); }
    void OnClosed(const absl::Status& reason) override { heard_.push_back(reason.ToString()); }

   private:
    std::vector<std::string>& heard_;
  };

  std::vector<std::string> heard_;
  SimLoop loop_{7};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("owner");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  std::shared_ptr<Session> session_ = std::make_shared<Listening>(heard_);
};

TEST_F(SessionTest, HearsAllThatALinkTellsInItsMailbox) {
  LinkHandler handler = PostTo(postbox_, session_);
  handler.on_frame({.head = "one"});
  EXPECT_THAT(heard_, IsEmpty()) << "not in the thread of the link";
  handler.on_closed(absl::OkStatus());
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(heard_, ElementsAre("one", "OK"));
}

TEST_F(SessionTest, IsKeptByALinkThatOwnsIt) {
  LinkHandler handler = PostTo(postbox_, std::move(session_));
  handler.on_frame({.head = "one"});
  handler = {};
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(heard_, ElementsAre("one"));
}

TEST_F(SessionTest, HearsNothingOnceItsOwnerHasLetItGo) {
  LinkHandler handler = PostTo(postbox_, std::weak_ptr<Session>(session_));
  handler.on_frame({.head = "on its way"});
  session_ = nullptr;
  handler.on_closed(absl::OkStatus());
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(heard_, IsEmpty());
}

TEST_F(SessionTest, HearsNothingOnceTheMailboxIsGone) {
  LinkHandler handler = PostTo(postbox_, session_);
  postbox_->Close();
  mailbox_ = nullptr;
  handler.on_frame({.head = "late"});
  handler.on_closed(absl::OkStatus());
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(heard_, IsEmpty());
}

}  // namespace
}  // namespace sluice
