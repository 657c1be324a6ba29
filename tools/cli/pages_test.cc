// What a driver daemon tells over HTTP, and what it lets be done; applications are fakes that answer what they are
// asked.
#include "common/http/test_client.h"
#include "tools/cli/cluster_commands_test_base.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class PagesTest : public ClusterCommandsTest {
 protected:
  static std::string AddressIn(const std::string& output) {
    const std::string url = After(output, "page on http://");
    return url.substr(0, url.find('/'));
  }
  std::string web() { return AddressIn(driver_->Out()); }
  void WaitForPage(const std::string& path, const std::string& text) {
    AskFor(text, [this, path] { return GetHttp(web(), path).body; });
  }
};

TEST_F(PagesTest, TheClusterIsShownAsItIs) {
  EXPECT_EQ(GetHttp(web(), "/healthz").status, 200);
  EXPECT_EQ(GetHttp(web(), "/readyz").status, 200);
  EXPECT_THAT(GetHttp(web(), "/api/sluice/v1/cluster").body, HasSubstr(R"("workers":[])"));
  auto worker = StartWorker();
  WaitForPage("/api/sluice/v1/cluster", R"("state":"alive")");
  EXPECT_THAT(GetHttp(web(), "/metrics").body, HasSubstr("sluice_workers 1"));
  // Its own metrics, and the worker's, can be scraped there.
  const std::string targets = GetHttp(web(), "/metrics/targets").body;
  for (const std::string mark : {R"({"labels":{"process":"driver"},"targets":[")", R"("process":"worker")"}) {
    ASSERT_THAT(targets, HasSubstr(mark));
    const std::string address = After(targets.substr(targets.find(mark)), R"("targets":[")");
    EXPECT_THAT(GetHttp(address, "/metrics").body, HasSubstr("sluice_")) << address;
  }
}

TEST_F(PagesTest, ThePageIsServedWithAllThatItAsksFor) {
  for (const char* path : {"/", "/cluster", "/applications/app-1/batches"}) {
    EXPECT_THAT(GetHttp(web(), path).body, HasSubstr("/static/app.js")) << path;
  }
  EXPECT_EQ(GetHttp(web(), "/static/app.js", "Accept-Encoding: gzip\r\n").headers.at("content-encoding"), "gzip");
  EXPECT_EQ(GetHttp(web(), "/static/app.css").headers.at("content-type"), "text/css; charset=utf-8");
}

TEST_F(PagesTest, AnApplicationIsAskedByWayOfTheDaemon) {
  auto worker = StartWorker();
  const std::string id = SubmitDetached({"--name", "watched"}, {"wait"});
  WaitForPage("/api/v1/applications/" + id + "/jobs", R"({"cursor":"7","asked":"/api/v1/applications/)" + id + "/jobs");
  EXPECT_THAT(GetHttp(web(), "/api/v1/applications?status=running").body, HasSubstr(R"("name":"watched")"));
  WaitForPage("/api/sluice/v1/applications/" + id + "/logs", "waiting\n");
  EXPECT_EQ(GetHttp(web(), "/api/v1/applications/app-0/jobs").status, 404);

  TestClient live(web());
  live.Send("GET /api/sluice/v1/applications/" + id + "/live HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(live.ReceiveUntil("data: "), HasSubstr("event: changes\nid: 7\n"));
  EXPECT_THAT(live.ReceiveUntil("data: "), HasSubstr("event: changes\n")) << "and again";
  EXPECT_EQ(Command({"kill", id})->Code(), 0);
  live.ReceiveAll();  // It ends with its application.
  EXPECT_EQ(GetHttp(web(), "/api/sluice/v1/applications/" + id + "/summary").status, 404);
  EXPECT_THAT(GetHttp(web(), "/api/v1/applications/" + id).body, HasSubstr(R"("completed":true)"));
  EXPECT_THAT(GetHttp(web(), "/api/sluice/v1/applications/" + id + "/logs").body, HasSubstr("waiting\n"));
}

TEST_F(PagesTest, AWorkerIsDrainedByAPost) {
  auto worker = StartWorker();
  const std::string id = After(GetHttp(web(), "/api/sluice/v1/cluster").body, R"("worker":")");
  const std::string drain = "/api/sluice/v1/workers/" + id + "/drain";
  EXPECT_EQ(GetHttp(web(), drain).status, 405);
  EXPECT_EQ(AskHttp(web(), "POST", drain, "Origin: http://evil.example.org\r\n").status, 403);
  EXPECT_THAT(Status(), HasSubstr(R"("state":"alive")"));
  EXPECT_EQ(AskHttp(web(), "POST", drain, "Origin: http://" + web() + "\r\n").status, 200);
  EXPECT_THAT(Status(), HasSubstr(R"("state":"drained")"));
  EXPECT_EQ(AskHttp(web(), "POST", "/api/sluice/v1/workers/" + id + "/undrain", "X-Sluice: 1\r\n").status, 200);
  EXPECT_THAT(Status(), HasSubstr(R"("state":"alive")"));
  EXPECT_EQ(AskHttp(web(), "POST", "/api/sluice/v1/workers/nobody/drain", "X-Sluice: 1\r\n").status, 404);
}

TEST_F(PagesTest, AnAddressThatIsTakenIsAnErrorForWhoNamesItAndElseTheNextIsTaken) {
  SluiceProcess named(folder(),
                      {"driver", "--listen", "127.0.0.1:0", "--web-listen", web(), "--data-dir", folder() + "/named"});
  EXPECT_EQ(named.Code(), 1);
  EXPECT_THAT(named.Err(), HasSubstr("listen for browsers: cannot serve HTTP on " + web() + ": the port is taken"));
  SluiceProcess nonsense(folder(), {"driver", "--web-listen", "8080"});
  EXPECT_EQ(nonsense.Code(), 2);
  std::vector<std::unique_ptr<SluiceProcess>> unnamed;
  for (const std::string name : {"/a", "/b"}) {
    unnamed.push_back(std::make_unique<SluiceProcess>(
        folder(), Words{"driver", "--listen", "127.0.0.1:0", "--data-dir", folder() + name}));
    unnamed.back()->WaitForOutput("listening on");
    EXPECT_EQ(GetHttp(AddressIn(unnamed.back()->Out()), "/readyz").status, 200);
  }
  EXPECT_NE(AddressIn(unnamed[0]->Out()), AddressIn(unnamed[1]->Out()));
}

}  // namespace
}  // namespace sluice
