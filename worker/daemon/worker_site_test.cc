#include "worker/daemon/worker_site.h"

#include "common/actor/sim_loop.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class HeardResponder : public HttpResponder {
 public:
  explicit HeardResponder(HttpResponse& heard) : heard_(heard) {}
  void Answer(HttpResponse response) override { heard_ = std::move(response); }
  std::unique_ptr<EventStream> OpenStream() override { return nullptr; }

 private:
  HttpResponse& heard_;
};

class WorkerSiteTest : public testing::Test {
 protected:
  HttpResponse Ask(const std::string& path, const std::string& method = "GET") {
    HttpResponse heard{.status = 0};
    site_.Handle({.method = method, .path = path, .query = {}, .headers = {}, .body = ""},
                 std::make_shared<HeardResponder>(heard));
    loop_.RunFor(absl::Seconds(1));
    return heard;
  }

  SimLoop loop_{1};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("daemon");
  Metrics metrics_;
  HostedExecutors hosted_{[](const HostedExecutors::Name&) { return true; }};
  WorkerSite site_{std::make_shared<Postbox>(*mailbox_), metrics_, hosted_};
};

TEST_F(WorkerSiteTest, ItsOwnFiguresAreForPrometheus) {
  metrics_.Gauge("sluice_executors", "Executors.").Set(3);
  EXPECT_THAT(Ask("/metrics").body, HasSubstr("sluice_executors 3"));
  EXPECT_THAT(Ask("/metrics").content_type, HasSubstr("version=0.0.4"));
  EXPECT_EQ(Ask("/healthz").body, "ok\n");
}

TEST_F(WorkerSiteTest, AnExecutorThatIsNotHereHasNone) {
  const HttpResponse answer = Ask("/metrics/app-1/4");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, R"({"error":"no executor 4 of app-1 runs here"})");
}

TEST_F(WorkerSiteTest, NothingElseIsServedAndNothingIsChanged) {
  for (const char* path : {"/", "/metrics/", "/metrics/app-1", "/metrics/app-1/x", "/metrics/app-1/4/5", "/x/app-1/4",
                           "/metrics/app-1/99999999999999999999", "/../../etc/passwd"}) {
    EXPECT_EQ(Ask(path).status, 404) << path;
  }
  EXPECT_EQ(Ask("/metrics", "POST").status, 405);
}

}  // namespace
}  // namespace sluice
