#include "common/http/http_server.h"

#include <zlib.h>

#include "common/base/address.h"
#include "common/http/http_server_test_base.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Ungzipped(const std::string& bytes) {
  std::string out(1 << 20, '\0');
  z_stream stream = {};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST_F(HttpServerTest, HandsOnWhatIsAskedAndAnswersIt) {
  const HeardResponse heard = GetHttp(address(), "/a%20b?c=d%26&e", "User-Agent: a test\r\n");
  EXPECT_EQ(heard.status, 200);
  EXPECT_EQ(heard.body, "GET /a b c=d& e= ");
  EXPECT_EQ(heard.headers.at("x-asked-by"), "a test");
  EXPECT_THAT(heard.headers.at("content-security-policy"), HasSubstr("default-src 'self'"));
  EXPECT_EQ(AskHttp(address(), "POST", "/p", "", "some words").body, "POST /p some words");
}

TEST_F(HttpServerTest, OneConnectionTakesOneRequestAfterTheOther) {
  TestClient client(address());
  for (const char* path : {"/1", "/2", "/3"}) {
    client.Send("GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.Receive().body, "GET " + std::string(path) + " ");
  }
  client.Send("GET /4 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.Receive().headers.at("connection"), "close");
  EXPECT_EQ(client.ReceiveAll(), "") << "it is closed";
}

TEST_F(HttpServerTest, RequestsThatComeAtOnceAreAnsweredInTheirOrder) {
  TestClient client(address());
  std::string all = "GET /later HTTP/1.1\r\nHost: x\r\n\r\n";
  for (int i = 0; i < 200; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  client.Send(all);
  handler_.Next()->Answer({.body = "first"});
  EXPECT_EQ(client.Receive().body, "first");
  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.Receive().body, "GET /" + std::to_string(i) + " ");
}

TEST_F(HttpServerTest, AHeadHasWhatTheGetHasButTheBody) {
  TestClient client(address());
  client.Send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Receive(/*has_body=*/false).headers.at("content-length"), "7");
  EXPECT_EQ(client.Receive().body, "GET /b ");
}

TEST_F(HttpServerTest, LargeAnswersAreCompressedForWhoTakesThat) {
  const HeardResponse small = GetHttp(address(), "/large", "Accept-Encoding: br, gzip\r\n");
  EXPECT_EQ(small.headers.at("content-encoding"), "gzip");
  EXPECT_LT(small.body.size(), 1000);
  EXPECT_EQ(Ungzipped(small.body), std::string(100 << 10, 'x'));
  EXPECT_EQ(GetHttp(address(), "/large", "Accept-Encoding: br\r\n").body, std::string(100 << 10, 'x'));
  EXPECT_FALSE(GetHttp(address(), "/a", "Accept-Encoding: gzip\r\n").headers.contains("content-encoding"));
}

TEST_F(HttpServerTest, AnAnswerComesFromAnyThreadAndOnce) {
  TestClient client(address());
  client.Send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::shared_ptr<HttpResponder> responder = handler_.Next();
  responder->Answer({.status = 418, .body = "first"});
  responder->Answer({.body = "second"});
  EXPECT_FALSE(responder->OpenStream()->Send({.data = "third"})) << "it is answered";
  EXPECT_EQ(client.Receive().status, 418);
  client.Send("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.Receive().body, "GET /next ");
}

TEST_F(HttpServerTest, WhoGetsNoAnswerInTimeHearsThatAndALateOneIsForNobody) {
  Restart({.answer_time = absl::Milliseconds(50)});
  TestClient client(address());
  client.Send("GET /later HTTP/1.1\r\nHost: x\r\n\r\nGET /later HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::shared_ptr<HttpResponder> first = handler_.Next();
  const HeardResponse late = client.Receive();
  EXPECT_EQ(late.status, 504);
  EXPECT_EQ(late.body, R"({"error":"there was no answer in time"})");
  first->Answer({.body = "too late"});
  EXPECT_EQ(client.Receive().status, 504) << "the second one's own";
  ExpectItServes();
}

TEST_F(HttpServerTest, AnAnswerMayComeWhenTheServerIsGone) {
  TestClient client(address()), reader(address());
  client.Send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::shared_ptr<HttpResponder> responder = handler_.Next();
  reader.Send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::unique_ptr<EventStream> stream = handler_.Next()->OpenStream();
  stream->Send({.data = "a"});
  EXPECT_THAT(reader.ReceiveUntil("data: a\n\n"), HasSubstr("data: a"));
  server_.reset();
  EXPECT_EQ(client.Receive().status, 0);
  responder->Answer({.body = "nobody hears it"});
  EXPECT_FALSE(stream->Send({.data = "b"}));
  EXPECT_EQ(reader.ReceiveAll(), "");
}

TEST_F(HttpServerTest, APortThatIsTakenAndAnAddressThatIsNotHereAreErrors) {
  EXPECT_THAT(HttpServer::Start({.listen = address()}, handler_),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(address() + ": the port is taken")));
  EXPECT_THAT(HttpServer::Start({.listen = "192.0.2.1:0"}, handler_),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no such address")));
  EXPECT_THAT(HttpServer::Start({.listen = "nowhere.invalid:0"}, handler_), Not(IsOk()));
  EXPECT_THAT(HttpServer::Start({.listen = "8080"}, handler_), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(HttpServerTest, WhoWantsAPortNearTheOneThatIsTakenGetsAnother) {
  EchoHandler other;
  const auto near = HttpServer::StartNear({.listen = address()}, other);
  ASSERT_THAT(near, IsOk());
  EXPECT_NE((*near)->address(), address());
  EXPECT_EQ(GetHttp((*near)->address(), "/there").body, "GET /there ");
  EXPECT_THAT(HttpServer::StartNear({.listen = "192.0.2.1:0"}, handler_), Not(IsOk()));
}

TEST_F(HttpServerTest, EndsWhileManyAreInTheMiddleOfSomething) {
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<TestClient>(address()));
    clients.back()->Send(i % 2 == 0 ? "GET /later HTTP/1.1\r\nHost: x\r\n\r\n" : "GET /half");
  }
  ASSERT_NE(handler_.Next(), nullptr);
  server_.reset();
  for (const auto& client : clients) EXPECT_EQ(client->Receive().status, 0);
}

}  // namespace
}  // namespace sluice
