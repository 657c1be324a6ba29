#include "role/embedded_page.h"

#include "common/base/status_matchers.h"
#include "common/http/test_client.h"
#include "common/net/in_process_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class EmbeddedPageTest : public testing::Test {
 protected:
  void Set(const std::string& key, const std::string& value) { environment_.conf.Set(key, value); }
  absl::StatusOr<std::unique_ptr<EmbeddedPage>> Open() { return EmbeddedPage::Open(environment_.conf, application_); }

  std::unique_ptr<Transport> transport_ = NewInProcessTransport();
  RoleEnvironment environment_;
  std::unique_ptr<ApplicationDriver> driver_ =
      ApplicationDriver::Create(ThreadRuntime(), *transport_,
                                {.application = ApplicationId("embedded"), .listen_address = "local:0"})
          .value();
  WatchedApplication application_{ApplicationId("embedded"), "a program", environment_, *driver_};
};

TEST_F(EmbeddedPageTest, ShowsTheProgramAndNoOther) {
  Set("spark.ui.port", "0");
  const auto page = Open();
  ASSERT_THAT(page, IsOk());
  const std::string address = (*page)->address();
  EXPECT_THAT(address, testing::StartsWith("127.0.0.1:"));
  EXPECT_EQ(GetHttp(address, "/readyz").status, 200);
  EXPECT_THAT(GetHttp(address, "/api/v1/applications").body, HasSubstr(R"("id":"embedded","name":"a program")"));
  EXPECT_EQ(GetHttp(address, "/api/v1/applications/other").status, 404);
  EXPECT_EQ(GetHttp(address, "/api/v1/applications/embedded/no/such/page").status, 404) << "says the driver";
  EXPECT_EQ(GetHttp(address, "/api/sluice/v1/cluster").status, 404) << "there is none";
}

TEST_F(EmbeddedPageTest, TwoProgramsHaveTheirPagesBesideEachOther) {
  const auto one = Open(), other = Open();
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(other, IsOk());
  EXPECT_NE((*one)->address(), (*other)->address());
  EXPECT_EQ(GetHttp((*other)->address(), "/healthz").status, 200);
}

TEST_F(EmbeddedPageTest, IsNotThereForWhoWantsNone) {
  Set("spark.ui.enabled", "false");
  const auto page = Open();
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(*page, nullptr);
}

TEST_F(EmbeddedPageTest, SettingsThatMakeNoSenseAreErrors) {
  Set("spark.ui.port", "65536");
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spark.ui.port")));
}

TEST_F(EmbeddedPageTest, MayGoWhileSomebodyAsksAndSoMayTheDriver) {
  Set("spark.ui.port", "0");
  auto page = Open();
  ASSERT_THAT(page, IsOk());
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<TestClient>((*page)->address()));
    clients.back()->Send("GET /api/v1/applications/embedded/jobs HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  clients[0]->Receive();
  *page = nullptr;
  driver_ = nullptr;
}

}  // namespace
}  // namespace sluice
