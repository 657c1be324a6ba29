#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "common/base/address.h"
#include "common/base/ids.h"
#include "common/base/status_matchers.h"
#include "common/observe/gauge_group.h"
#include "common/observe/logging.h"
#include "common/observe/metrics.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class LoggingTest : public testing::Test {
 protected:
  void TearDown() override {
    unsetenv("SLUICE_LOG_LEVEL");
    ASSERT_THAT(SetUpLogging({.role = "test"}), IsOk());
  }
};

TEST_F(LoggingTest, LineSaysWhenHowBadWhoAndWhat) {
  ASSERT_THAT(SetUpLogging({.role = "executor", .level = "info"}), IsOk());
  testing::internal::CaptureStderr();
  LogWarning("receiver", "stream ", StreamId(3), " lost ", Address{"a", 1}, std::string_view(" again"));
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              MatchesRegex("....-..-..T..:..:..\\....\\+00:00 W executor receiver: stream 3 lost a:1 again\n"));
}

TEST_F(LoggingTest, LevelComesFromTheFlagElseFromTheEnvironment) {
  setenv("SLUICE_LOG_LEVEL", "error", 1);
  ASSERT_THAT(SetUpLogging({.role = "driver"}), IsOk());
  testing::internal::CaptureStderr();
  LogWarning("x", "hidden");
  LogError("x", "shown");
  ASSERT_THAT(SetUpLogging({.role = "driver", .level = "debug"}), IsOk());
  LogDebug("x", "detail");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("shown"), HasSubstr("detail"), Not(HasSubstr("hidden"))));
  EXPECT_THAT(SetUpLogging({.role = "driver", .level = "loud"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("level=\"loud\"")));
}

TEST_F(LoggingTest, ForeignTextStaysOnItsLine) {
  testing::internal::CaptureStderr();
  LogInfo("net", "peer says a\nb\x1b[31m {} %n");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("net: peer says a\\nb\\x1B[31m {} %n\n"));
}

TEST_F(LoggingTest, ForeignTextHasAnEnd) {
  ASSERT_THAT(SetUpLogging({.role = "worker"}), IsOk());
  testing::internal::CaptureStderr();
  LogInfo("net", std::string(1 << 20, 'x'));
  EXPECT_LT(testing::internal::GetCapturedStderr().size(), 70'000);
}

TEST(MetricsTest, LabelsMayBeAnyText) {
  Metrics metrics;
  metrics.Counter("sluice_x_total", "X.", {{"name", "a\"b\\c\nd\xFF"}}).Increment();
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(R"(sluice_x_total{name="a\"b\\c\nd\\xFF"} 1)"));
}

TEST(MetricsTest, GaugesOfAGroupGoWithTheirOwner) {
  Metrics metrics;
  GaugeGroup rates(metrics, "sluice_rate", "Rates.");
  rates.Set("app-1", {{{{"stream", "1"}}, 10}, {{{"stream", "2"}}, 20}});
  rates.Set("app-2", {{{{"stream", "\xFF"}}, 30}});
  rates.Set("app-1", {{{{"stream", "2"}}, 25}});
  EXPECT_THAT(metrics.PrometheusText(), Not(HasSubstr(R"(stream="1")")));
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(R"(sluice_rate{stream="2"} 25)"));
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr(R"(sluice_rate{stream="\\xFF"} 30)"));
  rates.Forget("app-1");
  rates.Forget("app-2");
  EXPECT_THAT(metrics.PrometheusText(), Not(HasSubstr("sluice_rate{")));
}

TEST(MetricsTest, SameNameAndLabelsAreTheSameMetric) {
  Metrics metrics;
  auto& blocks = metrics.Counter("sluice_blocks_total", "Blocks received.", {{"stream", "1"}});
  EXPECT_EQ(&blocks, &metrics.Counter("sluice_blocks_total", "Blocks received.", {{"stream", "1"}}));
  EXPECT_NE(&blocks, &metrics.Counter("sluice_blocks_total", "Blocks received.", {{"stream", "2"}}));
  blocks.Increment(3);
  metrics.Gauge("sluice_memory_bytes", "Held.").Set(17);
  metrics.Histogram("sluice_batch_seconds", "Batches.", LatencyBounds()).Observe(0.003);
  EXPECT_THAT(metrics.PrometheusText(),
              AllOf(HasSubstr("sluice_blocks_total{stream=\"1\"} 3"), HasSubstr("sluice_memory_bytes 17"),
                    HasSubstr("sluice_batch_seconds_bucket{le=\"0.005\"} 1"),
                    HasSubstr("sluice_batch_seconds_bucket{le=\"0.002\"} 0")));
}

// What the server answers to `request`, until it closes.
std::string Ask(const std::string& address, const std::string& request) {
  sockaddr_in target = {};
  target.sin_family = AF_INET;
  target.sin_port = htons(ParseAddress(address)->port);
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  timeval patience = {.tv_sec = 20};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&target), sizeof(target)), 0);
  EXPECT_EQ(send(fd, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  shutdown(fd, SHUT_WR);
  std::string answer(1 << 20, '\0');
  size_t end = 0;
  for (ssize_t got; (got = recv(fd, &answer[end], answer.size() - end, 0)) > 0;) end += got;
  close(fd);
  answer.resize(end);
  return answer;
}
constexpr char kGet[] = "GET /metrics HTTP/1.0\r\n\r\n";

TEST(MetricsServerTest, ServesTextOnAFreePort) {
  Metrics metrics;
  metrics.Gauge("sluice_workers", "Alive.").Set(3);
  auto server = MetricsServer::Start("127.0.0.1:0", metrics);
  ASSERT_THAT(server, IsOk());
  EXPECT_THAT((*server)->address(), MatchesRegex("127.0.0.1:[1-9][0-9]*"));
  EXPECT_THAT(Ask((*server)->address(), kGet), AllOf(HasSubstr("200 OK"), HasSubstr("sluice_workers 3")));
}

TEST(MetricsServerTest, GarbageDisturbsNobody) {
  Metrics metrics;
  metrics.Gauge("sluice_workers", "Alive.").Set(3);
  auto server = MetricsServer::Start("localhost:0", metrics);
  ASSERT_THAT(server, IsOk());
  for (const std::string& garbage :
       {std::string("\0\xff\x16\x03\x01", 5), std::string(100'000, 'A'),
        std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), std::string("GET /../../etc/passwd HTTP/1.0\r\n\r\n")}) {
    EXPECT_THAT(Ask((*server)->address(), garbage), Not(HasSubstr("200 OK")));
  }
  EXPECT_THAT(Ask((*server)->address(), kGet), HasSubstr("sluice_workers 3"));
}

TEST(MetricsServerTest, SaysWhyItCannotListen) {
  Metrics metrics;
  auto first = MetricsServer::Start("127.0.0.1:0", metrics);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(MetricsServer::Start((*first)->address(), metrics),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr((*first)->address())));
  EXPECT_THAT(MetricsServer::Start("203.0.113.1:0", metrics),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("203.0.113.1:0")));
  EXPECT_THAT(MetricsServer::Start("9090", metrics), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("9090")));
}

}  // namespace
}  // namespace sluice
