#include "driver/daemon/application_questions.h"

#include "common/actor/sim_loop.h"
#include "driver/daemon/recording_link.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const ApplicationId kA("app-1"), kB("app-2");

class ApplicationQuestionsTest : public testing::Test, public ApplicationEvents {
 protected:
  ApplicationQuestionsTest() {
    links_.Announce(kA, std::make_shared<ApplicationSession>(*this, to_a_));
    links_.Announce(kB, std::make_shared<ApplicationSession>(*this, to_b_));
  }
  absl::Status CanAnnounce(const v1::AnnounceApplication&) override { return absl::OkStatus(); }
  void OnAnnounced(std::shared_ptr<ApplicationSession>, const v1::AnnounceApplication&) override {}
  void OnStatus(const ApplicationId&, const v1::ApplicationStatus&) override {}
  void OnFinished(const ApplicationId&, int) override {}
  void OnAnswer(const ApplicationId&, uint64_t, PageAnswer) override {}

  void Ask(const ApplicationId& id, const std::string& path) {
    questions_.Ask(id, {path, {{"a", "b"}}}, [this](PageAnswer answer) { heard_.push_back(std::move(answer)); });
  }

  SimLoop loop_{1};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("daemon");
  std::shared_ptr<RecordingLink> to_a_ = std::make_shared<RecordingLink>(), to_b_ = std::make_shared<RecordingLink>();
  ApplicationLinks links_;
  ApplicationQuestions questions_{*mailbox_, links_};
  std::vector<PageAnswer> heard_;
};

TEST_F(ApplicationQuestionsTest, AnAnswerComesBackToWhoHasAsked) {
  Ask(kA, "/x\xff");
  const v1::AskApplication asked = to_a_->Take<v1::DaemonToApplication>().at(0).ask();
  EXPECT_EQ(asked.path(), "/x\\xFF") << "a message is UTF-8";
  EXPECT_EQ(asked.query().at("a"), "b");
  questions_.OnAnswer(kA, asked.question(), {.status = 404, .body = "none"});
  ASSERT_EQ(heard_.size(), 1);
  EXPECT_EQ(heard_[0].status, 404);
  EXPECT_EQ(heard_[0].body, "none");
  loop_.RunFor(absl::Seconds(10));
  questions_.OnAnswer(kA, asked.question(), {});
  EXPECT_EQ(heard_.size(), 1) << "once";
}

TEST_F(ApplicationQuestionsTest, WhoDoesNotAnswerIsWaitedForForAWhile) {
  Ask(kA, "/x");
  loop_.RunFor(absl::Milliseconds(4900));
  EXPECT_THAT(heard_, IsEmpty());
  loop_.RunFor(absl::Milliseconds(200));
  ASSERT_EQ(heard_.size(), 1);
  EXPECT_EQ(heard_[0].status, 503);
  EXPECT_EQ(heard_[0].body, R"({"error":"application app-1 did not answer within 5s"})");
}

TEST_F(ApplicationQuestionsTest, WhoHasNoDriverDoesNotAnswer) {
  to_a_->closed = true;
  Ask(kA, "/x");
  ASSERT_EQ(heard_.size(), 1);
  EXPECT_EQ(heard_[0].status, 503);
  EXPECT_THAT(heard_[0].body, HasSubstr("no driver"));
}

TEST_F(ApplicationQuestionsTest, AnotherApplicationCannotAnswer) {
  Ask(kA, "/x");
  const uint64_t number = to_a_->Take<v1::DaemonToApplication>().at(0).ask().question();
  questions_.OnAnswer(kB, number, {.body = "a lie"});
  questions_.OnAnswer(kA, number + 1, {.body = "an answer to nothing"});
  EXPECT_THAT(heard_, IsEmpty());
}

TEST_F(ApplicationQuestionsTest, ManyWhoAskTheSameAreOneQuestion) {
  for (int i = 0; i < 500; ++i) Ask(kA, "/x");
  const auto asked = to_a_->Take<v1::DaemonToApplication>();
  ASSERT_EQ(asked.size(), 1);
  questions_.OnAnswer(kA, asked[0].ask().question(), {.body = "for all"});
  EXPECT_EQ(heard_.size(), 500);
  Ask(kA, "/x");
  EXPECT_EQ(to_a_->Take<v1::DaemonToApplication>().size(), 1) << "it may have another answer by now";
}

TEST_F(ApplicationQuestionsTest, WhoAsksTooMuchAtOnceIsToldAndOthersAreAnswered) {
  for (int i = 0; i < 100; ++i) Ask(kA, "/" + std::to_string(i));
  EXPECT_EQ(to_a_->Take<v1::DaemonToApplication>().size(), ApplicationQuestions::kUnderWayMaxOfOne);
  ASSERT_EQ(heard_.size(), 100 - ApplicationQuestions::kUnderWayMaxOfOne);
  EXPECT_EQ(heard_[0].status, 503);
  Ask(kB, "/x");
  EXPECT_EQ(to_b_->Take<v1::DaemonToApplication>().size(), 1);
  loop_.RunFor(absl::Seconds(6));
  heard_.clear();
  Ask(kA, "/y");
  EXPECT_THAT(heard_, IsEmpty()) << "there is room again";
}

}  // namespace
}  // namespace sluice
