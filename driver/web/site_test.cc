#include "driver/web/site.h"

#include "common/actor/sim_loop.h"
#include "common/base/str_cat.h"
#include "common/base/version.h"
#include "driver/web/fake_site.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

constexpr PageFile kFiles[] = {{"index.html", "<!doctype html>"}, {"app.js", "let x;"}};

class SiteTest : public testing::Test {
 protected:
  SiteTest() { site_.SetReady(); }

  HttpResponse Get(const std::string& path, std::map<std::string, std::string> query = {},
                   std::map<std::string, std::string> headers = {}) {
    return Handle(
        {.method = "GET", .path = path, .query = std::move(query), .headers = std::move(headers), .body = ""});
  }
  HttpResponse Handle(HttpRequest request) {
    const auto heard = std::make_shared<HeardByClient>();
    site_.Handle(std::move(request), std::make_shared<FakeResponder>(heard));
    loop_.RunFor(absl::ZeroDuration());
    return heard->answers.empty() ? HttpResponse{.status = 0} : heard->answers[0];
  }

  SimLoop loop_{1};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("site");
  FakeSiteHost host_;
  Site site_{std::make_shared<Postbox>(*mailbox_), loop_.clock(), host_, kFiles};
};

TEST_F(SiteTest, OnePageIsAtAllPathsThatItShowsSomethingElseAt) {
  for (const char* path : {"/", "/cluster", "/applications", "/applications/app-1/jobs/7"}) {
    EXPECT_EQ(Get(path).body, "<!doctype html>") << path;
  }
  EXPECT_EQ(Get("/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(Get("/static/app.js").body, "let x;");
  EXPECT_EQ(Get("/static/app.js").content_type, "text/javascript; charset=utf-8");
  for (const char* path : {"/static/", "/static/../etc/passwd", "/static/app", "/index.html", "/etc/passwd", "//",
                           "/api", "/api/v1", "/api/v1/applications/"}) {
    EXPECT_EQ(Get(path).status, 404) << path;
  }
}

TEST_F(SiteTest, AFileThatABrowserHasIsNotSentAgain) {
  const HttpResponse first = Get("/static/app.js");
  EXPECT_EQ(first.headers.at("Cache-Control"), "no-cache") << "it asks, since the next version has the same names";
  const std::string tag = first.headers.at("ETag");
  const HttpResponse again = Get("/static/app.js", {}, {{"if-none-match", "W/\"x\", " + tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(Get("/static/app.js", {}, {{"if-none-match", "\"6-00000000\""}}).status, 200);
  EXPECT_NE(Get("/").headers.at("ETag"), tag);
}

TEST_F(SiteTest, AnApplicationIsAskedWhatIsBelowIts) {
  EXPECT_EQ(Get("/api/v1/applications/app-1/jobs", {{"status", "running"}}).status, 0) << "not yet";
  ASSERT_EQ(host_.asked.size(), 1);
  EXPECT_EQ(host_.asked[0].application, "app-1");
  EXPECT_EQ(host_.asked[0].question.path, "/api/v1/applications/app-1/jobs");
  EXPECT_THAT(host_.asked[0].question.query, ElementsAre(Pair("status", "running")));
  Get("/api/sluice/v1/applications/app 2");
  EXPECT_EQ(host_.asked[1].application, "app 2");
}

TEST_F(SiteTest, WhatAnApplicationSaysIsAResponseWhateverItIs) {
  const auto heard = std::make_shared<HeardByClient>();
  for (const int status : {200, 404, 7, -1, 100}) {
    site_.Handle({.method = "GET", .path = "/api/v1/applications/a", .query = {}, .headers = {}, .body = ""},
                 std::make_shared<FakeResponder>(heard));
    loop_.RunFor(absl::ZeroDuration());
    host_.asked.back().answered({.status = status, .content_type = "a/b", .body = "x"});
  }
  std::vector<int> statuses;
  for (const HttpResponse& answer : heard->answers) statuses.push_back(answer.status);
  EXPECT_THAT(statuses, ElementsAre(200, 404, 500, 500, 500));
  EXPECT_EQ(heard->answers[0].content_type, "a/b");
}

TEST_F(SiteTest, HasWhatItsHostHasBesides) { EXPECT_EQ(Get("/own").body, "own"); }

TEST_F(SiteTest, NothingIsPosted) {
  for (const char* path : {"/", "/api/v1/applications/app-1/jobs", "/healthz2"}) {
    const HttpResponse answer = Handle({.method = "POST", .path = path, .query = {}, .headers = {}, .body = ""});
    EXPECT_EQ(answer.status, 405) << path;
    EXPECT_EQ(answer.headers.at("Allow"), "GET, HEAD");
  }
  EXPECT_THAT(host_.asked, IsEmpty());
}

TEST_F(SiteTest, IsReadyWhenItsProcessIs) {
  Site site(std::make_shared<Postbox>(*mailbox_), loop_.clock(), host_, kFiles);
  const auto heard = std::make_shared<HeardByClient>();
  const auto get = [&](const std::string& path) {
    site.Handle({.method = "GET", .path = path, .query = {}, .headers = {}, .body = ""},
                std::make_shared<FakeResponder>(heard));
    loop_.RunFor(absl::ZeroDuration());
    return heard->answers.back().status;
  };
  EXPECT_EQ(get("/healthz"), 200);
  EXPECT_EQ(get("/readyz"), 503);
  EXPECT_EQ(get("/api/v1/applications"), 503);
  site.SetReady();
  EXPECT_EQ(get("/readyz"), 200);
}

TEST_F(SiteTest, SaysItsVersionWhereSparkDoes) {
  EXPECT_EQ(Get("/api/v1/version").body, StrCat(R"({"spark":")", ThisVersion(), R"("})"));
}

TEST_F(SiteTest, ListsApplicationsAsSparkDoes) {
  host_.applications = {{.id = "app-2", .name = "<b>\xff", .user = "u", .started = absl::FromUnixMillis(2000)},
                        {.id = "app-1",
                         .name = "n",
                         .user = "u",
                         .started = absl::FromUnixMillis(1000),
                         .ended = absl::FromUnixMillis(1500)}};
  const std::string all = Get("/api/v1/applications").body;
  EXPECT_THAT(all, HasSubstr(R"("id":"app-2","name":"<b>\\xFF")"));
  EXPECT_THAT(all, HasSubstr(R"("completed":true,"duration":500,"endTime":"1970-01-01T00:00:01.500GMT")"));
  EXPECT_THAT(all, HasSubstr(R"("endTime":"1969-12-31T23:59:59.999GMT","endTimeEpoch":-1)"));
  EXPECT_THAT(Get("/api/v1/applications", {{"status", "running"}}).body, Not(HasSubstr("app-1")));
  EXPECT_THAT(Get("/api/v1/applications", {{"status", "completed"}}).body, Not(HasSubstr("app-2")));
  EXPECT_THAT(Get("/api/v1/applications", {{"limit", "1"}}).body, Not(HasSubstr("app-1")));
  EXPECT_EQ(Get("/api/v1/applications", {{"limit", "0"}}).body, "[]");
  EXPECT_EQ(Get("/api/v1/applications", {{"status", "x"}}).status, 400);
  EXPECT_EQ(Get("/api/v1/applications", {{"limit", "-1"}}).status, 400);
}

}  // namespace
}  // namespace sluice
