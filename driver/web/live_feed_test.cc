#include "driver/web/live_feed.h"

#include "common/actor/sim_loop.h"
#include "driver/web/fake_site.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const ApplicationId kA("app-1");

class LiveFeedTest : public testing::Test {
 protected:
  using Heard = std::shared_ptr<HeardByClient>;

  Heard Listen(const std::string& since = "1") {
    auto heard = std::make_shared<HeardByClient>();
    feed_.Listen(kA, since, std::make_shared<FakeResponder>(heard));
    return heard;
  }
  // Answers all that is asked, in its order; returns what they knew.
  std::vector<std::string> AnswerAll(const std::string& cursor, int status = 200) {
    std::vector<std::string> asked;
    for (auto& question : std::exchange(host_.asked, {})) {
      EXPECT_EQ(question.question.path, "/api/sluice/v1/applications/app-1/changes");
      asked.push_back(question.question.query.at("since"));
      question.answered({.status = status, .body = R"({"cursor":")" + cursor + R"(","batches":[]})"});
    }
    return asked;
  }
  void ASecondPasses() { loop_.RunFor(absl::Seconds(1)); }

  SimLoop loop_{1};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("site");
  FakeSiteHost host_;
  LiveFeed feed_{*mailbox_, host_};
};

TEST_F(LiveFeedTest, TellsWhatChangesOnceASecond) {
  const Heard heard = Listen();
  AnswerAll("2");
  ASSERT_THAT(heard->events, SizeIs(1));
  EXPECT_EQ(heard->events[0].event, "changes");
  EXPECT_EQ(heard->events[0].id, "2");
  EXPECT_EQ(heard->events[0].data, R"({"cursor":"2","batches":[]})");
  loop_.RunFor(absl::Milliseconds(990));
  EXPECT_THAT(host_.asked, IsEmpty());
  ASecondPasses();
  EXPECT_EQ(AnswerAll("3"), std::vector<std::string>({"2"}));
  EXPECT_THAT(heard->events, SizeIs(2));
}

TEST_F(LiveFeedTest, ForHoweverManyAnApplicationIsAskedOnce) {
  std::vector<Heard> all;
  for (int i = 0; i < 50; ++i) all.push_back(Listen(std::to_string(i)));
  AnswerAll("100");
  for (int second = 1; second <= 5; ++second) {
    ASecondPasses();
    EXPECT_EQ(AnswerAll(std::to_string(100 + second)), std::vector<std::string>({std::to_string(99 + second)}));
  }
  for (const Heard& heard : all) EXPECT_THAT(heard->events, SizeIs(6));
}

TEST_F(LiveFeedTest, NobodyIsAskedWhenNobodyListens) {
  const Heard heard = Listen();
  AnswerAll("2");
  heard->is_open = false;
  ASecondPasses();
  ASecondPasses();
  EXPECT_THAT(host_.asked, IsEmpty());
  EXPECT_FALSE(heard->has_stream);
}

TEST_F(LiveFeedTest, WhoListensToNothingIsToldSo) {
  const Heard heard = Listen();
  AnswerAll("", 404);
  ASSERT_THAT(heard->answers, SizeIs(1));
  EXPECT_EQ(heard->answers[0].status, 404);
  ASecondPasses();
  EXPECT_THAT(host_.asked, IsEmpty());
}

TEST_F(LiveFeedTest, AnApplicationThatDoesNotAnswerForAWhileIsWaitedFor) {
  const Heard heard = Listen();
  AnswerAll("2");
  ASecondPasses();
  ASecondPasses();
  ASecondPasses();
  ASSERT_THAT(host_.asked, SizeIs(1)) << "it is not asked again before it has answered";
  AnswerAll("", 503);
  EXPECT_THAT(heard->events, SizeIs(1));
  ASecondPasses();
  EXPECT_EQ(AnswerAll("3"), std::vector<std::string>({"2"})) << "from where it was";
  EXPECT_THAT(heard->events, SizeIs(2));
}

TEST_F(LiveFeedTest, AnApplicationThatHasEndedEndsTheStream) {
  const Heard heard = Listen();
  AnswerAll("2");
  EXPECT_TRUE(heard->has_stream);
  ASecondPasses();
  AnswerAll("", 404);
  EXPECT_FALSE(heard->has_stream);
}

TEST_F(LiveFeedTest, NonsenseOfAnApplicationIsPassedOnToNobody) {
  const Heard heard = Listen();
  AnswerAll("2");
  for (const char* nonsense : {"", "{", "[]", "{}", R"({"cursor":7})", "\xff"}) {
    ASecondPasses();
    ASSERT_THAT(host_.asked, SizeIs(1));
    std::exchange(host_.asked, {})[0].answered({.body = nonsense});
  }
  EXPECT_THAT(heard->events, SizeIs(1));
}

}  // namespace
}  // namespace sluice
