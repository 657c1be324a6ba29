// What only real sockets can do to a transport: strangers on the port, peers that are not Sluice.
#include "common/net/grpc_transport.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <string>
#include <thread>
#include <vector>

#include "common/base/cond_var.h"
#include "common/base/random.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/net/raw_socket.h"
#include "common/net/transport_world.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr char kTalk[] = "/sluice.v1.Test/Talk";
constexpr absl::Duration kPatience = absl::Seconds(60);

absl::Status AwaitClosed(Recorder& recorder) {
  if (!recorder.Wait([&] { return recorder.closing_count() > 0; }, kPatience)) {
    return absl::DeadlineExceededError("not closed");
  }
  return recorder.closings().front();
}

// A listener that answers every frame with itself, and one good link to it.
class GrpcTransportTest : public testing::Test {
 protected:
  void SetUp() override {
    auto listener = transport_->Listen("127.0.0.1:0", [this](auto&, auto&, std::shared_ptr<Link> link) {
      return server_.Handler([link](const Frame& frame) { link->Send(frame).IgnoreError(); });
    });
    ASSERT_THAT(listener, IsOk());
    listener_ = *std::move(listener);
    address_ = listener_->address();
    good_ = transport_->Connect(address_, kTalk, absl::Seconds(10), client_.Handler());
  }
  void TearDown() override {
    listener_.reset();
    EXPECT_THAT(AwaitClosed(client_), StatusIs(absl::StatusCode::kUnavailable));
  }

  void ExpectGoodLinkStillWorks() {
    size_t before = client_.frames().size();
    ASSERT_THAT(good_->Send({.head = "still there?"}), IsOk());
    EXPECT_TRUE(client_.Wait([&] { return client_.frame_count() > before; }, kPatience));
  }

  // Why a link to `address` closes.
  absl::Status ConnectTo(const std::string& address, absl::Duration timeout = absl::Seconds(10)) {
    Recorder recorder;
    transport_->Connect(address, kTalk, timeout, recorder.Handler());
    return AwaitClosed(recorder);
  }

  std::unique_ptr<Transport> transport_ = NewGrpcTransport();
  Recorder server_, client_;
  std::string address_;
  std::shared_ptr<Link> good_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(GrpcTransportTest, StrangersOnThePortDisturbNobody) {
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  SeededRandom random(5);
  std::vector<std::string> greetings = {"", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "hello\n", preface,
                                        preface.substr(0, 10)};
  for (int i = 0; i < 50; ++i) {
    std::string noise = i % 2 ? preface : "";  // Half of it is taken for HTTP/2 at first.
    for (int j = random.Below(3000); j > 0; --j) noise.push_back(static_cast<char>(random.Next()));
    greetings.push_back(std::move(noise));
  }
  std::vector<RawSocket> left_open;
  for (const std::string& greeting : greetings) {
    RawSocket socket = RawSocket::ConnectTo(address_);
    socket.Write(greeting);
    if (random.Below(2) == 0) left_open.push_back(std::move(socket));
  }
  ExpectGoodLinkStillWorks();
  EXPECT_EQ(server_.closings().size(), 0);
}

// A gRPC client that is not Sluice.
class Stranger : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Stranger(const std::string& address, const std::string& bytes)
      : channel_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())) {
    grpc::Slice slice(bytes);
    message_ = grpc::ByteBuffer(&slice, 1);
    grpc::GenericStub(channel_).PrepareBidiStreamingCall(&context_, kTalk, {}, this);
    StartWrite(&message_);
    StartRead(&answer_);
    StartCall();
  }
  ~Stranger() override {
    context_.TryCancel();
    MutexLock lock(&mu_);
    changed_.Wait(mu_, [this] { return done_; });
  }

  bool AwaitAnswer() {
    MutexLock lock(&mu_);
    return changed_.WaitFor(mu_, kPatience, [this] { return answered_; });
  }

 private:
  void OnReadDone(bool ok) override {
    MutexLock lock(&mu_);
    answered_ = ok;
    changed_.NotifyAll();
  }
  void OnDone(const grpc::Status&) override {
    MutexLock lock(&mu_);
    done_ = true;
    changed_.NotifyAll();
  }

  grpc::ClientContext context_;
  std::shared_ptr<grpc::Channel> channel_;
  grpc::ByteBuffer message_, answer_;
  Mutex mu_;
  CondVar changed_;
  bool answered_ ABSL_GUARDED_BY(mu_) = false;
  bool done_ ABSL_GUARDED_BY(mu_) = false;
};

TEST_F(GrpcTransportTest, AMalformedFrameClosesItsLinkOnly) {
  ExpectGoodLinkStillWorks();
  const std::string long_head("\xFF\xFF\0\0head", 8);
  for (const std::string& bytes : {std::string("abc"), long_head, std::string("\xFF\xFF\xFF\xFF")}) {
    size_t before = server_.closings().size();
    {
      Stranger stranger(address_, bytes);
      EXPECT_TRUE(stranger.AwaitAnswer());  // A goodbye. It is not returned: the link ends when the stranger is gone.
    }
    ASSERT_TRUE(server_.Wait([&] { return server_.closing_count() > before; }, kPatience));
    EXPECT_THAT(server_.closings().back(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("malformed frame from 127.0.0.1:")));
  }
  ExpectGoodLinkStillWorks();
}

TEST_F(GrpcTransportTest, APeerThatNeverSaysGoodbyeCannotHoldAListener) {
  Stranger stranger(address_, std::string("\4\0\0\0head", 8));
  ASSERT_TRUE(server_.Wait([&] { return server_.frame_count() > 0; }, kPatience));
  absl::Time start = SystemClock().Now();
  listener_.reset();
  EXPECT_LT(SystemClock().Now() - start, absl::Seconds(20));
  EXPECT_EQ(server_.closings().size(), 2);
}

TEST_F(GrpcTransportTest, AnUnreachablePeerIsNamedWithTheReason) {
  EXPECT_THAT(ConnectTo("127.0.0.1:1"),
              StatusIs(absl::StatusCode::kUnavailable, "cannot connect to 127.0.0.1:1: Connection refused"));
  EXPECT_THAT(ConnectTo("no-such-host.invalid:7077", absl::Seconds(20)),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no-such-host.invalid:7077")));
}

TEST_F(GrpcTransportTest, ASilentPortTimesOut) {
  RawSocket silent = RawSocket::Listening();
  absl::Time start = SystemClock().Now();
  EXPECT_THAT(ConnectTo(silent.address(), absl::Milliseconds(200)),
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr(StrCat("no answer from ", silent.address(), " within 200ms"))));
  EXPECT_LT(SystemClock().Now() - start, absl::Seconds(10));
}

TEST_F(GrpcTransportTest, AWebServerIsNoSluicePort) {
  RawSocket web = RawSocket::Listening();
  std::thread answers([&web] {
    RawSocket socket = web.Accept();
    socket.Write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    socket.ReadAll();
  });
  EXPECT_THAT(
      ConnectTo(web.address(), absl::Seconds(3)),
      StatusIs(absl::StatusCode::kUnavailable, AllOf(HasSubstr(web.address()), HasSubstr("not a Sluice port"))));
  answers.join();
}

TEST_F(GrpcTransportTest, ARefusedConnectDoesNotDelayTheNext) {
  std::string address = RawSocket::Listening().address();  // Free again.
  EXPECT_THAT(ConnectTo(address), StatusIs(absl::StatusCode::kUnavailable));
  auto listener = transport_->Listen(address, [](auto&, auto&, std::shared_ptr<Link>) -> absl::StatusOr<LinkHandler> {
    return absl::NotFoundError("now somebody is there");
  });
  ASSERT_THAT(listener, IsOk());
  absl::Time start = SystemClock().Now();
  EXPECT_THAT(ConnectTo(address), StatusIs(absl::StatusCode::kNotFound, "now somebody is there"));
  EXPECT_LT(SystemClock().Now() - start, absl::Milliseconds(900)) << "gRPC's own backoff starts at a second";
}

TEST_F(GrpcTransportTest, OnlyAddressesOfThisMachineCanBeListenedOn) {
  auto refuse = [](auto&, auto&, std::shared_ptr<Link>) -> absl::StatusOr<LinkHandler> {
    return absl::UnimplementedError("nothing here");
  };
  EXPECT_THAT(transport_->Listen("192.0.2.1:0", refuse),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("192.0.2.1:0")));
  EXPECT_THAT(transport_->Listen("no-such-host.invalid:0", refuse),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no-such-host.invalid:0")));
  RawSocket taken = RawSocket::Listening();
  EXPECT_THAT(transport_->Listen(taken.address(), refuse),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(taken.address())));
  auto any = transport_->Listen("localhost:0", refuse);
  ASSERT_THAT(any, IsOk());
  EXPECT_THAT((*any)->address(), testing::MatchesRegex("localhost:[1-9][0-9]*"));
}

}  // namespace
}  // namespace sluice
