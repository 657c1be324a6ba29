#include "driver/pages/answer.h"

#include <nlohmann/json.hpp>

#include "common/base/str_cat.h"
#include "driver/pages/seen_application.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class AnswerTest : public ::testing::Test {
 protected:
  PageAnswer Get(const std::string& path, const std::map<std::string, std::string>& query = {}) {
    return Answer(app_.view, {path, query});
  }
  Json Own(const std::string& what, const std::map<std::string, std::string>& query = {}) {
    const PageAnswer answer = Get(StrCat("/api/sluice/v1/applications/", app_.view.id, "/", what), query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return Json::parse(answer.body);
  }
  Json Changes(const std::string& since) { return Own("changes", {{"since", since}}); }
  std::string Cursor() { return Own("summary").at("cursor"); }

  SeenApplication app_;
};

TEST_F(AnswerTest, TheSummarySaysHowItIsDoing) {
  const Json summary = Own("summary");
  EXPECT_EQ(summary.at("name"), "seen");
  EXPECT_EQ(summary.at("life"), 2);
  EXPECT_EQ(summary.at("interval_ms"), 1000);
  EXPECT_EQ(summary.at("batches"), Json::parse(R"({"completed":1,"failed":1,"running":0,"waiting":1})"));
  EXPECT_EQ(summary.at("executors"), Json::parse(R"({"attached":1,"lost":1,"running_tasks":1,"slots":2})"));
  EXPECT_EQ(summary.at("receivers").at(0).at("limit"), 500);
  EXPECT_EQ(summary.at("ended"), Json());
  EXPECT_FALSE(summary.at("verdict").at("text").get<std::string>().empty());
}

TEST_F(AnswerTest, BatchesComeNewestFirstAndAreReadOnFromATime) {
  const Json first = Own("batches", {{"limit", "2"}});
  ASSERT_THAT(first.at("batches"), SizeIs(2));
  EXPECT_EQ(first.at("batches").at(0).at("state"), "waiting");
  EXPECT_EQ(first.at("more"), true);
  const std::string before = std::to_string(SeenApplication::Millis(2));
  const Json rest = Own("batches", {{"before", before}});
  ASSERT_THAT(rest.at("batches"), SizeIs(1));
  EXPECT_EQ(rest.at("batches").at(0).at("processing_ms"), 310);
  EXPECT_EQ(rest.at("more"), false);
}

TEST_F(AnswerTest, ABatchHasItsInputsOutputsAndJobs) {
  const Json batch = Own(StrCat("batches/", SeenApplication::Millis(2)));
  EXPECT_EQ(batch.at("error"), "planted");
  EXPECT_EQ(batch.at("inputs").at(1).at("found_count"), 2);
  EXPECT_EQ(batch.at("outputs").at(0).at("error"), "planted");
  EXPECT_EQ(batch.at("jobs").at(0).at("job"), 2);
}

TEST_F(AnswerTest, AJobHasItsStagesAndWhatTheirTasksTook) {
  const Json job = Own("jobs/1");
  EXPECT_EQ(job.at("batch"), SeenApplication::Millis(1));
  ASSERT_THAT(job.at("stages"), SizeIs(2));
  EXPECT_EQ(job.at("stages").at(0).at("took").at("executors").at(0).at("run_ms"), 300.0);
  EXPECT_EQ(job.at("stages").at(1).at("took"), Json()) << "it has not ended by itself";
  EXPECT_EQ(job.at("stages").at(0).at("parents"), Json::array());
  EXPECT_EQ(job.at("stages").at(1).at("parents"), Json({10}));
}

TEST_F(AnswerTest, SeriesAreColumnsOfOneLength) {
  const Json series = Own("series", {{"since", std::to_string(SeenApplication::Millis(1))}});
  for (const auto& [name, column] : series.items()) EXPECT_THAT(column, SizeIs(2)) << name;
  EXPECT_EQ(series.at("state"), Json({"failed", "waiting"}));
  EXPECT_EQ(series.at("scheduling_ms").at(1), Json());
}

TEST_F(AnswerTest, ExecutorsThatAreGoneFollowThoseThatAreThere) {
  const Json executors = Own("executors").at("executors");
  ASSERT_THAT(executors, SizeIs(2));
  EXPECT_EQ(executors.at(0).at("state"), "attached");
  EXPECT_EQ(executors.at(0).at("tasks"), 4);
  EXPECT_EQ(executors.at(1).at("state"), "lost");
  EXPECT_EQ(executors.at(1).at("reason"), "silent");
}

TEST_F(AnswerTest, DashboardsAreToldByTheirLatestBatch) {
  const Json dashboards = Own("dashboards").at("dashboards");
  ASSERT_THAT(dashboards, SizeIs(2));
  EXPECT_EQ(dashboards.at(0).at("name"), "counts");
  EXPECT_EQ(dashboards.at(0).at("time"), SeenApplication::Millis(2));
  EXPECT_EQ(dashboards.at(0).at("rows"), 1);
  EXPECT_EQ(dashboards.at(1).at("dashboard"), 1);
}

TEST_F(AnswerTest, ADashboardHasItsBatchesOldestFirst) {
  const Json counts = Own("dashboards/0");
  EXPECT_EQ(counts.at("columns"), Json({"key", "value"}));
  ASSERT_THAT(counts.at("batches"), SizeIs(2));
  EXPECT_EQ(counts.at("batches").at(0).at("rows"), Json::parse(R"([["a",3],["b",0.5]])"));
  EXPECT_EQ(counts.at("batches").at(1).at("rows"), Json::parse(R"([["<script>",4]])"));
  const Json latest = Own("dashboards/0", {{"since", std::to_string(SeenApplication::Millis(2))}});
  EXPECT_THAT(latest.at("batches"), SizeIs(1));
}

TEST_F(AnswerTest, WhatIsNoDashboardIsSaid) {
  for (const char* number : {"2", "-1", "4294967296", "x"}) {
    const PageAnswer answer = Get(StrCat("/api/sluice/v1/applications/", app_.view.id, "/dashboards/", number));
    EXPECT_EQ(answer.status, 404) << number;
    EXPECT_THAT(answer.body, HasSubstr("unknown dashboard")) << number;
  }
}

TEST_F(AnswerTest, RowsOfAnyBytesAreJson) {
  app_.Show("\xff\x01", 3, {{std::string("\xfe<script>\x02"), int64_t{1}}});
  EXPECT_EQ(Own("dashboards").at("dashboards").at(2).at("name"), "\ufffd\x01");
  EXPECT_EQ(Own("dashboards/2").at("batches").at(0).at("rows").at(0).at(0), "\ufffd<script>\x02");
}

TEST_F(AnswerTest, WhatHasEndedIsToldByWhatItsHistoryKnows) {
  app_.view.ended = SeenApplication::At(4);
  app_.view.status.Clear();
  EXPECT_EQ(Own("summary").at("state"), "ended");
  EXPECT_EQ(Own("summary").at("interval_ms"), 1000) << "it is what lies between batches";
  const Json receiver = Own("receivers").at("receivers").at(0);
  EXPECT_EQ(receiver.at("name"), "lines");
  EXPECT_EQ(receiver.at("state"), "RETRYING");
}

TEST_F(AnswerTest, ChangesAreWhatCameSinceTheCursor) {
  const std::string cursor = Cursor();
  const Json nothing = Changes(cursor);
  EXPECT_EQ(nothing.at("reset"), false);
  EXPECT_THAT(nothing.at("series").at("time"), SizeIs(0));
  app_.RunBatch(4, absl::OkStatus());
  const Json one = Changes(cursor);
  EXPECT_EQ(one.at("series").at("time"), Json({SeenApplication::Millis(4)}));
  EXPECT_EQ(one.at("more"), false);
  EXPECT_THAT(one.at("executors"), SizeIs(0)) << "none came or went";
  EXPECT_THAT(Changes(one.at("cursor")).at("series").at("time"), SizeIs(0));
}

TEST_F(AnswerTest, AnExecutorThatComesOrGoesIsAChange) {
  const std::string cursor = Cursor();
  app_.history.Add(ExecutorGone{ExecutorId(1), "silent", SeenApplication::At(5)});
  app_.view.now = SeenApplication::At(6);
  const Json changes = Changes(cursor);
  ASSERT_THAT(changes.at("executors"), SizeIs(1));
  EXPECT_EQ(changes.at("executors").at(0).at("state"), "lost");
}

TEST_F(AnswerTest, AForeignCursorBeginsAnew) {
  for (const char* foreign : {"", "x", "1-0-0", "2-99-0", "2-0-99999999999999", "2-0", "-1--1--1", "2-1-1-1"}) {
    const Json changes = Changes(foreign);
    EXPECT_EQ(changes.at("reset"), true) << foreign;
    EXPECT_THAT(changes.at("series").at("time"), SizeIs(2)) << foreign;
    EXPECT_THAT(changes.at("executors"), SizeIs(2)) << foreign;
  }
}

TEST_F(AnswerTest, ChangesAreSmallHoweverMuchHasChanged) {
  for (int second = 5; second < 905; ++second) app_.RunBatch(second, absl::OkStatus());
  for (int id = 10; id < 200; ++id) {
    app_.history.Add(ExecutorAttached{ExecutorId(id), std::string(100'000, '\xff'), "a", 2, SeenApplication::At(1)});
  }
  app_.view.status.mutable_receivers(0)->set_message(std::string(1'000'000, '\x01'));
  const PageAnswer answer = Get(StrCat("/api/sluice/v1/applications/", app_.view.id, "/changes"), {{"since", "2-2-0"}});
  EXPECT_LE(answer.body.size(), 5u << 10);
  EXPECT_EQ(Json::parse(answer.body).at("more"), true);
}

TEST_F(AnswerTest, AHundredBatchesASecondFitIntoAChange) {
  const std::string cursor = Cursor();
  for (int second = 5; second < 105; ++second) app_.RunBatch(second, absl::OkStatus());
  const Json changes = Changes(cursor);
  EXPECT_THAT(changes.at("series").at("time"), SizeIs(::testing::Ge(80u)));
  EXPECT_LE(changes.dump().size(), 5u << 10);
}

TEST_F(AnswerTest, NamesOfAnyBytesAreShown) {
  const std::string hostile = "<script>\"\\\xff\xc0\x01\n" + std::string(1'000'000, '\xf0');
  app_.view.name = hostile;
  app_.view.user = hostile;
  app_.RunBatch(5, absl::AbortedError(hostile), hostile);
  app_.view.settings.push_back({hostile, hostile, SettingView::Source::kCode});
  app_.view.status.mutable_receivers(0)->set_name(hostile);
  for (const char* page :
       {"summary", "batches", "series", "changes", "executors", "receivers", "environment", "jobs/5"}) {
    Own(page);
  }
  EXPECT_THAT(Own("environment").dump(), HasSubstr("<script>"));
  for (const char* page : {"", "/jobs", "/stages", "/environment", "/streaming/batches", "/streaming/receivers"}) {
    const PageAnswer answer = Get(StrCat("/api/v1/applications/", app_.view.id, page));
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(Json::accept(answer.body)) << page;
  }
  Get("/api/v1/applications/" + hostile);
  Get(hostile, {{hostile, hostile}});
}

TEST_F(AnswerTest, WhatIsNotThereIsSaidInJson) {
  const std::string base = StrCat("/api/sluice/v1/applications/", app_.view.id);
  for (const char* what : {"/nothing", "", "/batches/1", "/batches/x", "/jobs/77", "/jobs/-1", "/jobs/1/2"}) {
    const PageAnswer answer = Get(base + what);
    EXPECT_EQ(answer.status, 404) << what;
    EXPECT_FALSE(Json::parse(answer.body).at("error").get<std::string>().empty());
  }
  EXPECT_EQ(Get("/api/sluice/v1/applications/app-1/summary").status, 404);
  EXPECT_EQ(Get("/").status, 404);
  const PageAnswer bad = Get(base + "/batches", {{"limit", "many"}});
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(Json::parse(bad.body).at("error"), "limit must be a number from 0 to 1000: many");
}

}  // namespace
}  // namespace sluice
