// Clients that are slow, many, or send what nobody asked for: each hears what is wrong or is hung up on, others are
// served.
#include "common/clock/clock.h"
#include "common/http/http_server_test_base.h"

namespace sluice {
namespace {

using testing::HasSubstr;

using HostileClientTest = HttpServerTest;

constexpr char kHost[] = "Host: x\r\n";

TEST_F(HostileClientTest, GarbageIsNoRequest) {
  for (const std::string& garbage :
       {std::string("nonsense\r\n\r\n"), std::string("\0\0\0\0\r\n\r\n", 8),
        std::string("\x16\x03\x01\x02\x00\x01\xfc", 7), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), std::string("GET /\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nno colon\r\n\r\n"), std::string("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx")}) {
    TestClient client(address());
    client.Send(garbage);
    client.SayNothingMore();
    const HeardResponse heard = client.Receive();
    EXPECT_TRUE(heard.status == 400 || heard.status == 0) << heard.status << ": " << garbage;
    EXPECT_EQ(client.ReceiveAll(), "") << "and it is hung up on";
  }
  TestClient client(address());
  client.Send("nonsense\r\n\r\n");
  EXPECT_EQ(client.Receive().body, R"({"error":"this is no HTTP request"})");
  ExpectItServes();
}

TEST_F(HostileClientTest, RequestsThatAreNoneOfOursAreRefusedAndTheNextIsServed) {
  TestClient client(address());
  const auto answer_to = [&client](const std::string& head) {
    client.Send(head + "\r\n");
    return client.Receive();
  };
  EXPECT_EQ(answer_to(std::string("DELETE /a HTTP/1.1\r\n") + kHost).headers.at("allow"), "GET, HEAD, POST");
  for (const char* method : {"PUT", "OPTIONS", "TRACE", "PATCH", "BREW"}) {
    EXPECT_EQ(answer_to(std::string(method) + " /a HTTP/1.1\r\n" + kHost).status, 405) << method;
  }
  EXPECT_EQ(answer_to(std::string("GET /%zz HTTP/1.1\r\n") + kHost).status, 400);
  EXPECT_EQ(answer_to(std::string("GET nowhere HTTP/1.1\r\n") + kHost).status, 400);
  EXPECT_THAT(answer_to("GET / HTTP/1.1\r\n").body, HasSubstr("there is no Host"));
  EXPECT_EQ(answer_to(std::string("GET /a HTTP/1.1\r\n") + kHost).body, "GET /a ");
}

TEST_F(HostileClientTest, HeadsHaveAnEnd) {
  TestClient one_line(address());
  one_line.Send("GET /" + std::string(20 << 10, 'x') + " HTTP/1.1\r\n\r\n");
  EXPECT_EQ(one_line.Receive().status, 431);
  TestClient many_lines(address());
  many_lines.Send("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 100'000 && many_lines.Send("X-Y: z\r\n"); ++i) {
  }
  const int status = many_lines.Receive().status;
  EXPECT_TRUE(status == 431 || status == 0) << status << ": who sends on after the end may not hear it";
  ExpectItServes();
}

TEST_F(HostileClientTest, BodiesHaveAnEnd) {
  const std::string largest(64 << 10, 'x');
  EXPECT_EQ(AskHttp(address(), "POST", "/p", "", largest).body, "POST /p " + largest);
  TestClient said(address());
  said.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
  EXPECT_EQ(said.Receive().status, 413);
  TestClient unsaid(address());
  unsaid.Send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 65 && unsaid.Send("400\r\n" + std::string(1024, 'x') + "\r\n"); ++i) {
  }
  EXPECT_EQ(unsaid.Receive().status, 413);
  ExpectItServes();
}

TEST_F(HostileClientTest, WhoIsSlowIsToldAndHungUpOn) {
  Restart({.head_time = absl::Milliseconds(100), .body_time = absl::Milliseconds(100)});
  TestClient silent(address()), slow_head(address()), slow_body(address());
  slow_head.Send("GET / HTTP/1.1\r\nHo");
  slow_body.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(slow_head.Receive().status, 408);
  EXPECT_EQ(slow_head.ReceiveAll(), "");
  EXPECT_EQ(slow_body.Receive().status, 408);
  EXPECT_EQ(silent.ReceiveAll(), "") << "who says nothing is told nothing";
  ExpectItServes();
}

TEST_F(HostileClientTest, ADropNowAndThenDoesNotKeepAHeadOpen) {
  Restart({.head_time = absl::Milliseconds(200)});
  TestClient dropping(address());
  const absl::Time begin = SystemClock().Now();
  while (dropping.Send("x") && SystemClock().Now() - begin < absl::Seconds(20)) {
  }
  EXPECT_LT(SystemClock().Now() - begin, absl::Seconds(10));
  ExpectItServes();
}

TEST_F(HostileClientTest, WhoDoesNotTakeTheAnswerIsHungUpOn) {
  Restart({.send_time = absl::Milliseconds(100)});
  TestClient deaf(address());
  while (deaf.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")) {  // What it cannot send it does not ask for.
  }
  ExpectItServes();
}

TEST_F(HostileClientTest, TooManyAreToldAndThoseWhoCameFirstAreServed) {
  Restart({.connections_max = 20});
  std::vector<std::unique_ptr<TestClient>> first, others;
  for (int i = 0; i < 20; ++i) {
    first.push_back(std::make_unique<TestClient>(address()));
    first.back()->Send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_EQ(first.back()->Receive().status, 200);
  }
  for (int i = 0; i < 400; ++i) others.push_back(std::make_unique<TestClient>(address()));
  EXPECT_EQ(others.front()->Receive().status, 503);
  for (size_t i = 1; i < others.size(); ++i) {
    const int status = others[i]->Receive().status;
    EXPECT_TRUE(status == 503 || status == 0) << status;
  }
  first[7]->Send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(first[7]->Receive().body, "GET /b ");
  first.clear();
  others.clear();
  while (GetHttp(address(), "/a").status != 200) {  // Polls: it hears of the ends one after the other.
  }
}

TEST_F(HostileClientTest, ThousandsThatComeAndGoLeaveNothing) {
  for (int i = 0; i < 2000; ++i) {
    TestClient client(address());
    client.Send(i % 3 == 0 ? "GET /a" : i % 3 == 1 ? "GET /later HTTP/1.1\r\nHost: x\r\n\r\n" : "");
  }
  while (GetHttp(address(), "/a").status != 200) {  // Polls, as above.
  }
}

}  // namespace
}  // namespace sluice
