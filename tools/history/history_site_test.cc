// Ended applications, asked for as over HTTP.
#include "tools/history/history_site.h"

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "driver/ended/logged_run.h"
#include "driver/web/fake_site.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HistorySiteTest : public ::testing::Test {
 protected:
  std::string Logs() const { return folder_.path() + "/logs"; }
  std::string File(const std::string& id) const { return Logs() + "/" + id + "/events-1.zst"; }

  void Run(const std::string& id, int batches) { LogRun(loop_, place_, Logs(), id, batches); }
  HttpResponse Ask(const std::string& path, const std::string& method = "GET") {
    const auto heard = std::make_shared<HeardByClient>();
    site_.Handle({.method = method, .path = path, .query = {}, .headers = {}, .body = ""},
                 std::make_shared<FakeResponder>(heard));
    EXPECT_TRUE(loop_.RunUntil([&] { return !heard->answers.empty(); }, absl::Seconds(1))) << path;
    return heard->answers.at(0);
  }

  const TemporaryFolder folder_ = *TemporaryFolder::Create("history");
  SimLoop loop_{1};
  EventLogPlace& place_ = **EventLogPlaceOf(Logs());
  HistorySite site_{loop_, place_, Logs()};
};

TEST_F(HistorySiteTest, AllApplicationsAreListedTheNewestFirst) {
  EXPECT_EQ(Ask("/api/v1/applications").body, "[]") << "there is no such folder yet";
  Run("app-1", 1);
  Run("app-2", 1);
  const HttpResponse all = Ask("/api/v1/applications");
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(all.content_type, "application/json");
  EXPECT_THAT(all.body, AllOf(StartsWith("[{"), HasSubstr("name of app-1"), HasSubstr("name of app-2")));
  EXPECT_LT(all.body.find("name of app-2"), all.body.find("name of app-1"));
}

TEST_F(HistorySiteTest, AnApplicationAnswersAsItDidWhileItRan) {
  Run("app-1", 3);
  const HttpResponse one = Ask("/api/v1/applications/app-1");
  EXPECT_EQ(one.status, 200);
  EXPECT_THAT(one.body, AllOf(HasSubstr("name of app-1"), HasSubstr("\"completed\":true")));
  const HttpResponse summary = Ask("/api/sluice/v1/applications/app-1/summary");
  EXPECT_EQ(summary.status, 200) << summary.body;
}

TEST_F(HistorySiteTest, ThePagesAreThoseOfRunningOnes) {
  for (const char* path : {"/", "/applications/app-1", "/applications/app-1/executors"}) {
    EXPECT_THAT(Ask(path).body, HasSubstr("/static/app.js")) << path;
  }
  EXPECT_EQ(Ask("/static/app.js").status, 200);
  Run("app-1", 1);
  EXPECT_THAT(Ask("/api/sluice/v1/applications/app-1/summary").body,
              AllOf(HasSubstr(R"("logs":false)"), HasSubstr(R"("state":"ended")")));
}

TEST_F(HistorySiteTest, AFolderThatCannotBeReadIsNoEmptyOne) {
  ASSERT_THAT(LocalFiles().Publish(Logs(), "a file"), IsOk());
  EXPECT_EQ(Ask("/api/v1/applications").status, 500);
}

TEST_F(HistorySiteTest, OfADamagedLogWhatIsBeforeTheDamageIsTold) {
  Run("app-1", 3);
  const std::string whole(LocalFiles().Read(File("app-1"))->view());
  std::string damaged = whole + whole;
  damaged[whole.size() + 20] ^= 1;
  ASSERT_THAT(LocalFiles().Publish(File("app-1"), damaged + whole), IsOk());
  EXPECT_THAT(Ask("/api/v1/applications/app-1").body, HasSubstr("name of app-1"));
  ASSERT_THAT(LocalFiles().Publish(File("app-1"), "garbage" + whole), IsOk());
  const HttpResponse none = Ask("/api/v1/applications/app-1");
  EXPECT_EQ(none.status, 500);
  EXPECT_THAT(none.body, HasSubstr("event log is damaged"));
  EXPECT_EQ(Ask("/api/v1/applications").status, 200);
}

TEST_F(HistorySiteTest, ALogThatGrowsIsReadAgain) {
  Run("app-1", 1);
  EXPECT_THAT(Ask("/api/v1/applications/app-1").body, HasSubstr("\"completed\":true"));
  History history;
  EventLogWriter writer(loop_, place_, {.folder = Logs() + "/app-1"});
  history.AddReader(writer);
  history.Add(ApplicationStarted{.application = ApplicationId("app-1"), .name = "resumed", .life = DriverLife(2)});
  writer.Flush();
  EXPECT_THAT(Ask("/api/v1/applications/app-1").body, AllOf(HasSubstr("resumed"), HasSubstr("\"completed\":false")));
  history.RemoveReader(writer);
}

TEST_F(HistorySiteTest, NobodyGetsOutOfTheFolderOrChangesAnything) {
  Run("app-1", 1);
  ASSERT_THAT(LocalFiles().MakeFolder(folder_.path() + "/secret"), IsOk());
  for (const char* path : {"/api/v1/applications/../secret", "/api/v1/applications/..", "/api/v1/applications/.",
                           "/api/v1/applications/app-3/jobs", "/api/sluice/v1/applications/app-3/jobs",
                           "/api/sluice/v1/cluster", "/etc/passwd", "/static/../secret"}) {
    const HttpResponse answer = Ask(path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_THAT(answer.body, Not(HasSubstr(folder_.path()))) << path;
  }
  EXPECT_EQ(Ask("/api/v1/applications/app-1", "POST").status, 405);
}

}  // namespace
}  // namespace sluice
