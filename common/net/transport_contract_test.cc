// The promises of transport.h, kept by every implementation.
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/net/transport.h"
#include "common/net/transport_world.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr absl::Duration kConnectTimeout = absl::Seconds(10);
constexpr char kTalk[] = "/sluice.v1.Test/Talk";

Frame Words(std::string head, std::string body = "") {
  Frame frame{.head = std::move(head)};
  if (!body.empty()) frame.body.push_back(Buffer::FromString(std::move(body)));
  return frame;
}

std::vector<std::string> Heads(const std::vector<Frame>& frames) {
  std::vector<std::string> heads;
  for (const Frame& frame : frames) heads.push_back(frame.head);
  return heads;
}

struct WorldMaker {
  std::string name;
  std::unique_ptr<TransportWorld> (*make)();
};

class TransportContractTest : public testing::TestWithParam<WorldMaker> {
 protected:
  // A listener whose conversations are noted in `server_`; `then` may answer.
  void Listen(std::function<void(Link&, const Frame&)> then = nullptr) {
    auto listener =
        world_->server().Listen(world_->free_address(),
                                [this, then](const std::string& conversation, const std::string& peer,
                                             std::shared_ptr<Link> link) -> absl::StatusOr<LinkHandler> {
                                  if (conversation != kTalk)
                                    return absl::UnimplementedError(StrCat("no conversation ", conversation));
                                  server_.Locked([&] { server_link_ = link; });
                                  return server_.Handler([then, link = link.get()](const Frame& frame) {
                                    if (then) then(*link, frame);
                                  });
                                });
    ASSERT_THAT(listener, IsOk());
    listener_ = *std::move(listener);
  }

  // A handler may be called until its link is closed, so no test may end before.
  void TearDown() override {
    listener_.reset();
    if (connected_) AwaitClosed(client_).IgnoreError();
  }

  std::shared_ptr<Link> Connect(std::function<void(const Frame&)> then = nullptr) {
    connected_ = true;
    return world_->client().Connect(listener_->address(), kTalk, kConnectTimeout, client_.Handler(std::move(then)));
  }
  std::shared_ptr<Link> server_link() {
    return server_.Locked([&] { return server_link_; });
  }

  void AwaitFrames(Recorder& recorder, size_t count) {
    ASSERT_TRUE(world_->Wait(recorder, [&] { return recorder.frame_count() >= count; }));
  }
  absl::Status AwaitClosed(Recorder& recorder) {
    if (!world_->Wait(recorder, [&] { return recorder.closing_count() > 0; })) {
      return absl::DeadlineExceededError("not closed");
    }
    EXPECT_EQ(recorder.closings().size(), 1);
    return recorder.closings().front();
  }

  std::unique_ptr<TransportWorld> world_ = GetParam().make();
  Recorder server_, client_;
  bool connected_ = false;
  std::shared_ptr<Link> server_link_;
  std::unique_ptr<Listener> listener_;  // Goes first: its handlers use what is above.
};

TEST_P(TransportContractTest, FramesArriveInOrderWithTheirBodies) {
  Listen();
  std::shared_ptr<Link> link = Connect();
  std::vector<std::string> sent;
  for (int i = 0; i < 500; ++i) {
    sent.push_back(StrCat("frame ", i));
    ASSERT_THAT(link->Send(Words(sent.back(), StrCat("body ", i))), IsOk());
  }
  AwaitFrames(server_, sent.size());
  EXPECT_EQ(Heads(server_.frames()), sent);
  EXPECT_EQ(Join(server_.frames()[499].body), "body 499");
  link->Close(absl::OkStatus());
  EXPECT_THAT(AwaitClosed(server_), IsOk());
  EXPECT_THAT(AwaitClosed(client_), IsOk());
}

TEST_P(TransportContractTest, AFrameMayBeEmptyAndItsBodyInPieces) {
  Listen();
  std::shared_ptr<Link> link = Connect();
  Buffer text = Buffer::FromString("to be or not to be");
  ASSERT_THAT(link->Send({}), IsOk());
  ASSERT_THAT(link->Send({.body = {text.Slice(0, 5), Buffer(), text.Slice(5, 13), text}}), IsOk());
  AwaitFrames(server_, 2);
  EXPECT_EQ(FrameBytes(server_.frames()[0]), 0);
  EXPECT_EQ(Join(server_.frames()[1].body), "to be or not to beto be or not to be");
  link->Close(absl::OkStatus());
  EXPECT_THAT(AwaitClosed(client_), IsOk());
}

TEST_P(TransportContractTest, AFrameIsAnsweredFromItsHandler) {
  Listen([](Link& link, const Frame& frame) { link.Send(Words("re: " + frame.head)).IgnoreError(); });
  std::shared_ptr<Link> link;
  std::atomic<int> left = 100;
  link = Connect([&](const Frame&) {
    if (--left > 0) link->Send(Words("again")).IgnoreError();
  });
  ASSERT_THAT(link->Send(Words("hello")), IsOk());
  AwaitFrames(client_, 100);
  EXPECT_EQ(client_.frames()[0].head, "re: hello");
  EXPECT_EQ(client_.frames()[99].head, "re: again");
  link->Close(absl::OkStatus());
  EXPECT_THAT(AwaitClosed(client_), IsOk());
}

TEST_P(TransportContractTest, TheServerMaySpeakFirst) {
  auto listener = world_->server().Listen(world_->free_address(),
                                          [&](const std::string&, const std::string& peer, std::shared_ptr<Link> link) {
                                            EXPECT_FALSE(peer.empty());
                                            EXPECT_THAT(link->Send(Words("welcome")), IsOk());
                                            return server_.Handler();
                                          });
  ASSERT_THAT(listener, IsOk());
  auto link = world_->client().Connect((*listener)->address(), kTalk, kConnectTimeout, client_.Handler());
  AwaitFrames(client_, 1);
  EXPECT_EQ(client_.frames()[0].head, "welcome");
  listener->reset();
  EXPECT_THAT(AwaitClosed(server_), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(AwaitClosed(client_), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_P(TransportContractTest, TheServerSeesAllFramesAndTheReasonOfAClosingClient) {
  Listen();
  std::shared_ptr<Link> link = Connect();
  for (int i = 0; i < 100; ++i) ASSERT_THAT(link->Send(Words("x", std::string(10'000, 'x'))), IsOk());
  link->Close(absl::FailedPreconditionError(std::string(10'000, 'w')));  // More than HTTP/2 trailers can hold.
  link->Close(absl::AbortedError("second thought"));
  EXPECT_THAT(AwaitClosed(server_), StatusIs(absl::StatusCode::kFailedPrecondition, std::string(10'000, 'w')));
  EXPECT_EQ(server_.frames().size(), 100);
  EXPECT_THAT(AwaitClosed(client_), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_P(TransportContractTest, TheClientSeesAllFramesAndTheReasonOfAClosingServer) {
  Listen([](Link& link, const Frame&) {
    for (int i = 0; i < 100; ++i) link.Send(Words("x", std::string(10'000, 'x'))).IgnoreError();
    link.Close(absl::NotFoundError("no such application"));
  });
  std::shared_ptr<Link> link = Connect();
  ASSERT_THAT(link->Send(Words("who am I")), IsOk());
  EXPECT_THAT(AwaitClosed(client_), StatusIs(absl::StatusCode::kNotFound, "no such application"));
  EXPECT_EQ(client_.frames().size(), 100);
  EXPECT_THAT(AwaitClosed(server_), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(TransportContractTest, AClosedLinkTakesNothing) {
  Listen();
  std::shared_ptr<Link> link = Connect();
  ASSERT_THAT(link->Send(Words("last")), IsOk());
  link->Close(absl::OkStatus());
  EXPECT_THAT(link->Send(Words("too late")), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(AwaitClosed(server_), IsOk());
  EXPECT_THAT(server_link()->Send(Words("too late")), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(AwaitClosed(client_), IsOk());
  EXPECT_THAT(Heads(server_.frames()), ElementsAre("last"));
  EXPECT_EQ(client_.frames().size(), 0);
}

TEST_P(TransportContractTest, ALinkMayBeClosedFromItsHandler) {
  Listen([](Link& link, const Frame& frame) {
    if (frame.head == "stop") link.Close(absl::CancelledError("as you wish"));
  });
  std::shared_ptr<Link> link = Connect();
  for (const char* head : {"go", "stop", "go on"}) link->Send(Words(head)).IgnoreError();
  EXPECT_THAT(AwaitClosed(client_), StatusIs(absl::StatusCode::kCancelled, "as you wish"));
  EXPECT_THAT(AwaitClosed(server_), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(Heads(server_.frames()), ElementsAre("go", "stop"));
}

TEST_P(TransportContractTest, WhereNobodyListensIsUnavailable) {
  auto link = world_->client().Connect(world_->unused_address(), kTalk, kConnectTimeout, client_.Handler());
  EXPECT_THAT(AwaitClosed(client_), StatusIs(absl::StatusCode::kUnavailable, HasSubstr(world_->unused_address())));
  EXPECT_THAT(link->Send(Words("hello?")), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_P(TransportContractTest, ARefusedConversationEndsWithTheAcceptorsError) {
  Listen();
  auto link =
      world_->client().Connect(listener_->address(), "/sluice.v1.Test/Sing", kConnectTimeout, client_.Handler());
  EXPECT_THAT(AwaitClosed(client_),
              StatusIs(absl::StatusCode::kUnimplemented, HasSubstr("no conversation /sluice.v1.Test/Sing")));
}

TEST_P(TransportContractTest, AFrameOf64MiBArrivesAndOneAboveTheLimitIsNotTaken) {
  Listen();
  std::shared_ptr<Link> link = Connect();
  std::string large(64 << 20, 'a');
  for (size_t i = 0; i < large.size(); i += 4096) large[i] = static_cast<char>(i >> 12);
  Buffer body = Buffer::FromString(large);
  ASSERT_THAT(link->Send({.head = "large", .body = {body}}), IsOk());
  AwaitFrames(server_, 1);
  EXPECT_TRUE(Join(server_.frames()[0].body) == large);
  EXPECT_THAT(link->Send({.head = "x", .body = {body, body, body, body}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bytes=268435457 max=268435456")));
  link->Close(absl::OkStatus());
  EXPECT_THAT(AwaitClosed(server_), IsOk());
}

TEST_P(TransportContractTest, ALinkWhosePeerDoesNotReadTakesOnlySoMuch) {
  std::shared_ptr<Link> link;
  const Buffer body = Buffer::FromString(std::string(4 << 20, 'x'));
  std::atomic<int64_t> taken = 0;
  std::optional<absl::Status> refusal;
  Listen([&](Link&, const Frame& frame) {
    if (refusal) return;  // This handler does not return while frames are sent, so the next one cannot be read.
    while (!refusal) {
      absl::Status sent = link->Send({.body = {body}});
      sent.ok() ? void(taken += body.size()) : void(refusal = sent);
      if (taken > 4 * kLinkQueueBytesMax) refusal = absl::InternalError("no limit");
    }
  });
  link = Connect();
  ASSERT_THAT(link->Send(Words("go")), IsOk());
  AwaitFrames(server_, 1 + 16);
  EXPECT_THAT(*refusal, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("max=67108864")));
  EXPECT_GE(taken, kLinkQueueBytesMax);
  AwaitFrames(server_, 1 + taken / body.size());  // What was taken arrives.
  EXPECT_THAT(link->Send(Words("and again")), IsOk());
  link->Close(absl::OkStatus());
  EXPECT_THAT(AwaitClosed(client_), IsOk());
}

TEST_P(TransportContractTest, DestroyingAListenerClosesItsLinks) {
  Listen();
  std::string address = listener_->address();
  std::shared_ptr<Link> link = Connect();
  ASSERT_THAT(link->Send(Words("hello")), IsOk());
  AwaitFrames(server_, 1);
  absl::Time start = SystemClock().Now();
  listener_.reset();
  EXPECT_LT(SystemClock().Now() - start, absl::Seconds(10));
  EXPECT_THAT(server_.closings(), ElementsAre(StatusIs(absl::StatusCode::kUnavailable, HasSubstr("stops listening"))));
  EXPECT_THAT(AwaitClosed(client_), StatusIs(absl::StatusCode::kUnavailable));
  Recorder late;
  world_->client().Connect(address, kTalk, kConnectTimeout, late.Handler());
  EXPECT_THAT(AwaitClosed(late), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_P(TransportContractTest, ABusyAddressIsNamed) {
  Listen();
  auto refuse = [](const std::string&, const std::string&, std::shared_ptr<Link>) -> absl::StatusOr<LinkHandler> {
    return absl::UnimplementedError("nothing here");
  };
  EXPECT_THAT(world_->server().Listen(listener_->address(), refuse),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(listener_->address())));
  EXPECT_THAT(world_->server().Listen("here", refuse),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"here\"")));
}

class ThreadedTransportContractTest : public TransportContractTest {};

TEST_P(ThreadedTransportContractTest, ManyThreadsShareALink) {
  constexpr int kThreads = 4, kFrames = 500;
  Listen([](Link& link, const Frame& frame) { link.Send(frame).IgnoreError(); });
  std::shared_ptr<Link> link = Connect();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&link, t] {
      for (int i = 0; i < kFrames; ++i) EXPECT_THAT(link->Send(Words(StrCat(t), StrCat(i))), IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  AwaitFrames(client_, kThreads * kFrames);
  std::vector<int> next(kThreads);
  for (const Frame& frame : client_.frames()) {
    EXPECT_EQ(Join(frame.body), StrCat(next[std::stoi(frame.head)]++)) << "of thread " << frame.head;
  }
  link->Close(absl::OkStatus());
  EXPECT_THAT(AwaitClosed(client_), IsOk());
}

std::string NameOf(const testing::TestParamInfo<WorldMaker>& info) { return info.param.name; }

const WorldMaker kGrpc = {"Grpc", NewGrpcWorld};
const WorldMaker kInProcess = {"InProcess", NewInProcessWorld};
const WorldMaker kSim = {"Sim", NewSimWorld};

INSTANTIATE_TEST_SUITE_P(All, TransportContractTest, testing::Values(kGrpc, kInProcess, kSim), NameOf);
INSTANTIATE_TEST_SUITE_P(Threaded, ThreadedTransportContractTest, testing::Values(kGrpc, kInProcess), NameOf);

}  // namespace
}  // namespace sluice
