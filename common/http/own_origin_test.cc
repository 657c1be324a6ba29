// A page of another host, open in the browser of somebody who may reach the server, must not be able to do anything
// here.
#include "common/http/own_origin.h"

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

absl::Status Check(std::map<std::string, std::string> headers, const std::string& address = "127.0.0.1:8080") {
  return CheckOwnOrigin({.method = "POST", .path = "/x", .query = {}, .headers = std::move(headers), .body = ""},
                        address);
}
absl::Status CheckHost(const std::string& host, const std::string& address = "127.0.0.1:8080") {
  return Check({{"host", host}, {"origin", "http://" + host}}, address);
}

TEST(OwnOriginTest, OurOwnPageMay) {
  for (const char* host :
       {"127.0.0.1:8080", "localhost:8080", "LocalHost", "[::1]:8080", "10.0.0.7", "192.168.1.1:1"}) {
    EXPECT_THAT(CheckHost(host), IsOk()) << host;
  }
  EXPECT_THAT(CheckHost("driver.example.org:80", "driver.example.org:8080"), IsOk());
  EXPECT_THAT(Check({{"host", "localhost"}, {"origin", "https://localhost"}}), IsOk()) << "behind a proxy";
}

TEST(OwnOriginTest, ANameThatSomebodyElseLetsPointHereIsNotOurs) {
  for (const char* host : {"evil.example.org:8080", "localhost.evil.example.org", "127.0.0.1.evil.example.org", ""}) {
    EXPECT_THAT(CheckHost(host), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("Host"))) << host;
  }
  EXPECT_THAT(Check({{"origin", "http://"}, {"x-sluice", "1"}}), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST(OwnOriginTest, AnotherOriginIsRefusedWhateverElseItSends) {
  for (const char* origin : {"http://evil.example.org", "null", "", "http://localhost:81", "http://localhost.evil.org",
                             "ftp://localhost", "http://localhost, http://localhost"}) {
    EXPECT_THAT(Check({{"host", "localhost"}, {"origin", origin}, {"x-sluice", "1"}}),
                StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("Origin")))
        << origin;
  }
}

TEST(OwnOriginTest, AProgramSaysSoByAHeaderThatNoPageCanSet) {
  EXPECT_THAT(Check({{"host", "localhost"}, {"x-sluice", ""}}), IsOk());
  EXPECT_THAT(Check({{"host", "localhost"}}),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("neither an Origin nor a header x-sluice")));
}

}  // namespace
}  // namespace sluice
