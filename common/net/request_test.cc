#include "common/net/request.h"

#include "common/base/status_matchers.h"
#include "common/net/grpc_transport.h"
#include "common/net/sim_transport.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

constexpr char kAsk[] = "/sluice.v1.Test/Ask";

// Answers "ping", refuses "who", says nothing to the rest.
absl::StatusOr<LinkHandler> Answerer(const std::string&, const std::string&, std::shared_ptr<Link> link) {
  return LinkHandler{.on_frame =
                         [link](Frame frame) {
                           if (frame.head == "ping") link->Send({.head = "pong"}).IgnoreError();
                           if (frame.head == "who") link->Close(absl::NotFoundError("nobody of that name"));
                         },
                     .on_closed = [](absl::Status) {}};
}

TEST(RequestTest, AnswersAndErrorsComeBack) {
  std::unique_ptr<Transport> transport = NewGrpcTransport();
  auto listener = transport->Listen("127.0.0.1:0", Answerer);
  ASSERT_THAT(listener, IsOk());
  auto call = [&](std::string question, absl::Duration timeout = absl::Seconds(20)) {
    return Call(ThreadRuntime(), *transport, (*listener)->address(), kAsk, {.head = std::move(question)}, timeout);
  };
  auto answer = call("ping");
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->head, "pong");
  EXPECT_THAT(call("who"), StatusIs(absl::StatusCode::kNotFound, "nobody of that name"));
  EXPECT_THAT(call("hm", absl::Milliseconds(50)),
              StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("did not answer /sluice.v1.Test/Ask")));
}

TEST(RequestTest, NobodyThereIsUnavailable) {
  std::unique_ptr<Transport> transport = NewGrpcTransport();
  EXPECT_THAT(Call(ThreadRuntime(), *transport, "127.0.0.1:1", kAsk, {}, absl::Seconds(20)),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("127.0.0.1:1")));
}

TEST(RequestTest, ACallInASimulationLetsTheOthersRun) {
  SimLoop loop(3);
  SimNetwork network(loop);
  std::unique_ptr<Transport> a = network.Host("a"), b = network.Host("b");
  auto listener = b->Listen("b:0", Answerer);
  ASSERT_THAT(listener, IsOk());
  std::unique_ptr<Mailbox> mailbox = loop.NewMailbox("caller");
  absl::StatusOr<Frame> answer = absl::UnknownError("none yet");
  mailbox->Post([&] { answer = Call(loop, *a, (*listener)->address(), kAsk, {.head = "ping"}, absl::Seconds(5)); });
  loop.RunFor(absl::Seconds(10));
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->head, "pong");
}

}  // namespace
}  // namespace sluice
