#include "driver/web/cluster_site.h"

#include <nlohmann/json.hpp>

#include "common/base/str_cat.h"
#include "common/clock/simulated_clock.h"
#include "driver/serve/fake_host.h"
#include "driver/web/cluster_json.h"
#include "driver/web/fake_site.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using Json = nlohmann::json;

constexpr char kLogs[] = "/api/sluice/v1/applications/app-1/logs";
const std::map<std::string, std::string> kOurs = {{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:8080"}};

class ClusterSiteTest : public testing::Test {
 protected:
  ClusterSiteTest() { site_.SetAddress("127.0.0.1:8080"); }

  // Status 0: that is none of its pages.
  HttpResponse Serve(const std::string& method, const std::string& path, std::map<std::string, std::string> query = {},
                     std::map<std::string, std::string> headers = {}) {
    const auto heard = std::make_shared<HeardByClient>();
    const bool is_its = site_.Serve({.method = method, .path = path, .query = query, .headers = headers, .body = ""},
                                    std::make_shared<FakeResponder>(heard));
    EXPECT_THAT(heard->answers, SizeIs(is_its ? 1 : 0));
    return is_its ? heard->answers.at(0) : HttpResponse{.status = 0};
  }
  HttpResponse Get(const std::string& path, std::map<std::string, std::string> query = {}) {
    return Serve("GET", path, std::move(query));
  }
  PageAnswer Ask(const std::string& application, const std::string& path) {
    PageAnswer heard{.status = 0};
    site_.Ask(ApplicationId(application), {.path = path, .query = {}}, [&](PageAnswer answer) { heard = answer; });
    return heard;
  }

  FakeHost host_;
  SimulatedClock clock_;
  Metrics metrics_;
  ClusterSite site_{host_, clock_, metrics_,
                    [](const ApplicationId&, const PageQuestion& question, PageAnswered done) {
                      done({.body = "its driver: " + question.path});
                    },
                    [](const ApplicationId&, const PageQuestion& question, absl::Time ended, PageAnswered done) {
                      done({.body = StrCat("its log, ended ", absl::ToUnixMillis(ended), ": ", question.path)});
                    }};
};

TEST_F(ClusterSiteTest, ShowsTheCluster) {
  host_.cluster.set_version("1.2.3");
  v1::WorkerInfo& worker = *host_.cluster.add_workers();
  worker.set_worker("w1");
  worker.set_state("alive");
  worker.set_cores(4);
  v1::ApplicationInfo& application = *host_.cluster.add_applications();
  application.set_application("app-1");
  application.set_name("<script>\xff");
  application.set_state("RUNNING");
  application.add_executors()->set_cores(2);
  const HttpResponse answer = Get("/api/sluice/v1/cluster");
  EXPECT_EQ(answer.content_type, "application/json");
  const Json json = Json::parse(answer.body);
  EXPECT_EQ(json["version"], "1.2.3");
  EXPECT_EQ(json["workers"][0]["worker"], "w1");
  EXPECT_EQ(json["workers"][0]["cores"], 4);
  EXPECT_EQ(json["workers"][0]["heartbeat_age_ms"], nullptr) << "it is away";
  EXPECT_EQ(json["applications"][0]["name"], "<script>\\xFF");
  EXPECT_EQ(json["applications"][0]["state"], "running");
  EXPECT_EQ(json["applications"][0]["ended_ms"], nullptr);
  EXPECT_EQ(json["applications"][0]["executors"][0]["cores"], 2);
}

TEST_F(ClusterSiteTest, AWorkerIsDrainedByAPostOfOurOwnPageAlone) {
  EXPECT_EQ(Serve("GET", "/api/sluice/v1/workers/w1/drain", {}, kOurs).status, 405);
  EXPECT_EQ(Serve("POST", "/api/sluice/v1/workers/w1/drain").status, 403);
  EXPECT_EQ(Serve("POST", "/api/sluice/v1/workers/w1/drain", {},
                  {{"host", "127.0.0.1:8080"}, {"origin", "http://evil.example.org"}})
                .status,
            403);
  EXPECT_FALSE(host_.is_drained);
  EXPECT_EQ(Serve("POST", "/api/sluice/v1/workers/w1/drain", {}, kOurs).status, 200);
  EXPECT_TRUE(host_.is_drained);
  EXPECT_EQ(Serve("POST", "/api/sluice/v1/workers/w1/undrain", {}, {{"host", "localhost"}, {"x-sluice", "1"}}).status,
            200);
  EXPECT_FALSE(host_.is_drained);
  const HttpResponse unknown = Serve("POST", "/api/sluice/v1/workers/w2/drain", {}, kOurs);
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.body, R"({"error":"no such worker"})");
  for (const char* path : {"/api/sluice/v1/workers/w1/kill", "/api/sluice/v1/workers//drain",
                           "/api/sluice/v1/workers/drain", "/api/sluice/v1/cluster"}) {
    EXPECT_EQ(Serve("POST", path, {}, kOurs).status, 0) << path;
  }
}

TEST_F(ClusterSiteTest, ShowsWhatAnApplicationPrints) {
  const HttpResponse out = Get(kLogs);
  EXPECT_EQ(out.body, "one\ntwo\n");
  EXPECT_EQ(out.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(out.headers.at("x-sluice-next-offset"), "8");
  EXPECT_EQ(out.headers.at("x-sluice-running"), "true");
  EXPECT_EQ(Get(kLogs, {{"stream", "err"}, {"offset", "2"}}).body, "warning\n");
  host_.has_ended = true;
  EXPECT_EQ(Get(kLogs, {{"offset", "8"}, {"executor", "3"}}).headers.at("x-sluice-running"), "false");
}

TEST_F(ClusterSiteTest, WhatAnApplicationPrintsIsSearched) {
  const std::string search = std::string(kLogs) + "/search";
  const HttpResponse found = Get(search, {{"words", "TWO"}});
  EXPECT_EQ(found.content_type, "application/json");
  EXPECT_EQ(found.body, R"({"found":4,"searched_to":4,"more":true})");
  EXPECT_EQ(Get(search, {{"words", "two"}, {"offset", "8"}, {"direction", "previous"}}).body, found.body);
  EXPECT_EQ(Get(search, {{"words", "x"}, {"stream", "err"}}).body, R"({"found":null,"searched_to":10,"more":false})");
  EXPECT_EQ(Get(search).status, 400) << "for nothing";
  EXPECT_EQ(Get(search, {{"words", std::string(257, 'x')}}).status, 400);
  EXPECT_EQ(Get(search, {{"words", "x"}, {"direction", "up"}}).status, 400);
  EXPECT_EQ(Get(search, {{"words", "x"}, {"offset", "-1"}}).status, 400);
  EXPECT_EQ(Get("/api/sluice/v1/applications/app-2/logs/search", {{"words", "x"}}).status, 404);
}

TEST_F(ClusterSiteTest, NothingElseOfTheMachineIsALog) {
  for (const char* id : {"app-2", "..", "../..", "%2e%2e", "app-1/.."}) {
    const HttpResponse answer = Get("/api/sluice/v1/applications/" + std::string(id) + "/logs");
    EXPECT_TRUE(answer.status == 404 || answer.status == 0) << id;
  }
  EXPECT_EQ(Get(kLogs, {{"stream", "../std"}}).status, 400);
  EXPECT_EQ(Get(kLogs, {{"executor", "-2"}}).status, 400);
  EXPECT_EQ(Get(kLogs, {{"executor", "x"}}).status, 400);
  EXPECT_EQ(Get(kLogs, {{"offset", "-1"}}).status, 400);
  EXPECT_EQ(Get(kLogs, {{"offset", "99999999999999999999"}}).status, 400);
}

TEST_F(ClusterSiteTest, TheDriverOfAnApplicationIsAskedAsLongAsItHasNotEnded) {
  EXPECT_EQ(Ask("app-1", "/api/v1/applications/app-1/jobs").body, "its driver: /api/v1/applications/app-1/jobs");
  EXPECT_EQ(Ask("app-2", "/api/v1/applications/app-2/jobs").status, 404);
}

TEST_F(ClusterSiteTest, OfAnApplicationThatHasEndedItsEventLogIsAskedAndTheRegistryWhichItIs) {
  host_.ended_millis = 4000;
  EXPECT_EQ(Ask("app-1", "/api/v1/applications/app-1/jobs").body,
            "its log, ended 4000: /api/v1/applications/app-1/jobs");
  EXPECT_EQ(Ask("app-1", "/api/sluice/v1/applications/app-1/summary").body,
            "its log, ended 4000: /api/sluice/v1/applications/app-1/summary");
  EXPECT_THAT(Ask("app-1", "/api/v1/applications/app-1").body, HasSubstr(R"("completed":true)"));
}

TEST_F(ClusterSiteTest, ItsFiguresAreForPrometheus) {
  metrics_.Gauge("sluice_workers", "Workers.").Set(3);
  EXPECT_THAT(Get("/metrics").body, HasSubstr("sluice_workers 3"));
  EXPECT_THAT(Get("/metrics").content_type, HasSubstr("version=0.0.4"));
}

TEST(TargetsJsonTest, NamesEveryProcess) {
  v1::ClusterStatus cluster;
  cluster.set_address("10.0.0.1:7077");
  cluster.set_metrics_address("0.0.0.0:9107");
  cluster.add_workers()->set_worker("away");
  v1::WorkerInfo& worker = *cluster.add_workers();
  worker.set_worker("w1");
  worker.set_host("10.0.0.2");
  worker.set_metrics_address("[::]:9108");
  v1::ApplicationInfo& application = *cluster.add_applications();
  application.set_application("app-1");
  application.set_name("a\xff");
  application.set_started_millis(1);
  for (const char* where : {"w1", "away"}) application.add_executors()->set_worker(where);
  application.mutable_executors(0)->set_executor(4);
  *cluster.add_applications() = application;
  cluster.mutable_applications(1)->set_ended_millis(2);
  cluster.add_applications()->set_application("queued");
  EXPECT_EQ(Json::parse(TargetsJson(cluster, "0.0.0.0:8080")), Json::parse(R"([
      {"targets": ["10.0.0.1:9107"], "labels": {"process": "driver"}},
      {"targets": ["10.0.0.2:9108"], "labels": {"process": "worker", "worker": "w1"}},
      {"targets": ["10.0.0.1:8080"],
       "labels": {"process": "application", "application": "app-1", "name": "a\\xFF",
                  "__metrics_path__": "/api/sluice/v1/applications/app-1/metrics"}},
      {"targets": ["10.0.0.2:9108"],
       "labels": {"process": "executor", "application": "app-1", "executor": "4", "worker": "w1",
                  "__metrics_path__": "/metrics/app-1/4"}}])"));
}

}  // namespace
}  // namespace sluice
