#include "common/clock/clock.h"
#include "common/http/http_server_test_base.h"

namespace sluice {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

class EventStreamTest : public HttpServerTest {
 protected:
  // What a client gets that asks for it.
  std::unique_ptr<EventStream> StreamTo(TestClient& client, const std::string& method = "GET") {
    client.Send(method + " /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    return handler_.Next()->OpenStream();
  }
  static void AwaitEndOf(EventStream& stream) {
    const absl::Time deadline = SystemClock().Now() + absl::Seconds(20);
    while (stream.is_open()) ASSERT_LT(SystemClock().Now(), deadline);
  }
};

TEST_F(EventStreamTest, EventsComeAsTheyAreSent) {
  TestClient client(address());
  const std::unique_ptr<EventStream> stream = StreamTo(client);
  EXPECT_THAT(client.ReceiveUntil("\r\n\r\n"), HasSubstr("Content-Type: text/event-stream\r\n"));
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(stream->Send({"changes", std::to_string(i), "{\"n\":1}"}));
    ASSERT_EQ(client.ReceiveUntil("\n\n"), "event: changes\nid: " + std::to_string(i) + "\ndata: {\"n\":1}\n\n");
  }
}

TEST_F(EventStreamTest, WhatWasSentBeforeTheEndComesAndThenTheEnd) {
  TestClient client(address());
  std::unique_ptr<EventStream> stream = StreamTo(client);
  for (int i = 0; i < 10; ++i) stream->Send({.data = std::string(1000, 'x')});
  stream->Send({.data = "last"});
  stream = nullptr;
  EXPECT_THAT(client.ReceiveAll(), EndsWith("data: last\n\n"));
}

TEST_F(EventStreamTest, AStreamKnowsWhenItsClientHasGone) {
  auto client = std::make_unique<TestClient>(address());
  const std::unique_ptr<EventStream> stream = StreamTo(*client);
  stream->Send({.data = "a"});
  client->ReceiveUntil("data: a");
  EXPECT_TRUE(stream->is_open());
  client->Send("what a client says now is nobody's business");
  client = nullptr;
  AwaitEndOf(*stream);
}

TEST_F(EventStreamTest, AQuietStreamSaysThatItIsThere) {
  Restart({.quiet_time = absl::Milliseconds(20)});
  TestClient client(address());
  const std::unique_ptr<EventStream> stream = StreamTo(client);
  client.ReceiveUntil("\r\n\r\n");
  EXPECT_EQ(client.ReceiveUntil("\n\n"), ":\n\n");
  EXPECT_EQ(client.ReceiveUntil("\n\n"), ":\n\n");
  stream->Send({.data = "a"});
  EXPECT_THAT(client.ReceiveUntil("data: a"), EndsWith("data: a"));
}

TEST_F(EventStreamTest, WhoDoesNotReadIsHungUpOnAndHoldsUpNobody) {
  TestClient deaf(address()), other(address());
  const std::unique_ptr<EventStream> to_deaf = StreamTo(deaf), to_other = StreamTo(other);
  other.ReceiveUntil("\r\n\r\n");
  const std::string data(100 << 10, 'x');
  int taken = 0;
  while (to_deaf->Send({.data = data})) {
    ASSERT_LT(++taken, 1000) << "what the system and the queue hold is some megabytes";
    ASSERT_TRUE(to_other->Send({.data = "a"}));
    ASSERT_EQ(other.ReceiveUntil("\n\n"), "data: a\n\n");
  }
  EXPECT_FALSE(to_deaf->is_open());
  EXPECT_TRUE(to_other->is_open());
  ExpectItServes();
}

TEST_F(EventStreamTest, WhoTakesNothingForLongIsHungUpOn) {
  Restart({.send_time = absl::Milliseconds(100)});
  TestClient deaf(address());
  const std::unique_ptr<EventStream> stream = StreamTo(deaf);
  // As long as the system takes it, it goes out at once.
  while (stream->Send({.data = std::string(200 << 10, 'x')})) ExpectItServes();
  AwaitEndOf(*stream);
}

TEST_F(EventStreamTest, AHeadGetsNoEvents) {
  TestClient client(address());
  const std::unique_ptr<EventStream> stream = StreamTo(client, "HEAD");
  AwaitEndOf(*stream);
  EXPECT_THAT(client.ReceiveAll(), EndsWith("\r\n\r\n"));
}

TEST_F(EventStreamTest, AStreamForARequestThatNobodyWaitsForAnyMoreIsClosed) {
  Restart({.answer_time = absl::Milliseconds(10)});
  TestClient client(address());
  client.Send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::shared_ptr<HttpResponder> responder = handler_.Next();
  EXPECT_EQ(client.Receive().status, 504);
  const std::unique_ptr<EventStream> stream = responder->OpenStream();
  AwaitEndOf(*stream);
}

}  // namespace
}  // namespace sluice
