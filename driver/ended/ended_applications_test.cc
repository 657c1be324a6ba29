// Ended applications, asked for by a daemon, which waits for no disk.
#include "driver/ended/ended_applications.h"

#include <filesystem>
#include <utility>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "driver/ended/logged_run.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class EndedApplicationsTest : public ::testing::Test {
 protected:
  ~EndedApplicationsTest() override { postbox_->Close(); }

  void Ask(const std::string& id, const std::string& page) {
    ended_.Ask(ApplicationId(id), {.path = "/api/sluice/v1/applications/" + id + "/" + page, .query = {}},
               {.ended = absl::FromUnixMillis(kLoggedRunMillis + 20'000), .has_logs = true},
               [this](PageAnswer answer) { heard_.push_back(std::move(answer)); });
  }
  PageAnswer Hear(const std::string& id, const std::string& page) {
    Ask(id, page);
    EXPECT_TRUE(loop_.RunUntil([this] { return !heard_.empty(); }, absl::Seconds(1)));
    return std::exchange(heard_, {}).at(0);
  }
  std::string File(const std::string& id) const { return logs_ + "/" + id + "/events-1.zst"; }

  const TemporaryFolder folder_ = *TemporaryFolder::Create("ended");
  const std::string logs_ = folder_.path() + "/logs";
  SimLoop loop_{1};
  EventLogPlace& place_ = **EventLogPlaceOf(logs_);
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("daemon");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  EndedApplications ended_{loop_, postbox_, logs_};
  std::vector<PageAnswer> heard_;
};

TEST_F(EndedApplicationsTest, OneAnswersAsItDidAndSaysThatItHasEndedAndHasLogs) {
  LogRun(loop_, place_, logs_, "app-1", 3);
  const PageAnswer summary = Hear("app-1", "summary");
  EXPECT_EQ(summary.status, 200) << summary.body;
  EXPECT_THAT(summary.body,
              AllOf(HasSubstr(R"("completed":3)"), HasSubstr(R"("state":"ended")"), HasSubstr(R"("logs":true)"),
                    HasSubstr(R"("log_damage":"")"), HasSubstr(R"("ended":1790000009000)")))
      << "its log knows best when it ended";
  EXPECT_THAT(Hear("app-1", "series").body, HasSubstr(R"("records":[7,7,7])"));
}

TEST_F(EndedApplicationsTest, OneWhoseDriverDiedHasEndedWhenTheRegistrySaysSo) {
  LogRun(loop_, place_, logs_, "app-1", 1, /*ends=*/false);
  EXPECT_THAT(Hear("app-1", "summary").body,
              AllOf(HasSubstr(R"("state":"ended")"), HasSubstr(R"("ended":1790000020000)")));
}

TEST_F(EndedApplicationsTest, ALogThatIsGoneOrDamagedIsSaidToBe) {
  EXPECT_EQ(Hear("app-1", "summary").status, 404);
  EXPECT_THAT(Hear("app-1", "summary").body, HasSubstr("no event log of application app-1 is there"));
  LogRun(loop_, place_, logs_, "app-1", 3);
  const std::string whole(LocalFiles().Read(File("app-1"))->view());
  std::string damaged = whole + whole;
  damaged[whole.size() + 20] ^= 1;
  ASSERT_THAT(LocalFiles().Publish(File("app-1"), damaged + whole), IsOk());
  EXPECT_THAT(Hear("app-1", "summary").body,
              AllOf(HasSubstr(R"("completed":3)"), HasSubstr(R"("log_damage":"event log is damaged: file=)")));
  ASSERT_THAT(LocalFiles().Publish(File("app-1"), "garbage" + whole), IsOk());
  EXPECT_EQ(Hear("app-1", "summary").status, 500);
  std::filesystem::remove_all(logs_ + "/app-1");
  EXPECT_EQ(Hear("app-1", "summary").status, 404);
}

TEST_F(EndedApplicationsTest, NobodyGetsOutOfTheFolder) {
  ASSERT_THAT(LocalFiles().MakeFolder(folder_.path() + "/secret"), IsOk());
  for (const char* id : {"..", ".", "../secret", "", "app-1/..", "%2e%2e"}) {
    EXPECT_EQ(Hear(id, "summary").status, 404) << id;
  }
}

TEST_F(EndedApplicationsTest, SoManyAreUnderWayAndMoreAreRefusedAtOnce) {
  LogRun(loop_, place_, logs_, "app-1", 1);
  for (size_t i = 0; i < EndedApplications::kUnderWayMax; ++i) Ask("app-1", "summary");
  EXPECT_THAT(heard_, IsEmpty()) << "nothing is read in the daemon's mailbox";
  Ask("app-1", "summary");
  ASSERT_THAT(heard_, SizeIs(1));
  EXPECT_EQ(heard_[0].status, 503);
  EXPECT_TRUE(
      loop_.RunUntil([this] { return heard_.size() == EndedApplications::kUnderWayMax + 1; }, absl::Seconds(1)));
  EXPECT_EQ(heard_.back().status, 200);
  heard_.clear();
  EXPECT_EQ(Hear("app-1", "summary").status, 200) << "there is room again";
}

}  // namespace
}  // namespace sluice
