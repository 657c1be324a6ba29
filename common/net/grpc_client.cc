#include "common/net/grpc_client.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/address.h"
#include "common/base/str_cat.h"
#include "common/net/credentials.h"
#include "common/net/grpc_link.h"
#include "common/net/grpc_settings.h"

namespace sluice {
namespace {

using Reactor = grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

// The end of a stream that opened it. Keeps itself alive until the stream is over.
class ClientLink final : public GrpcLink, private Reactor {
 public:
  explicit ClientLink(const std::string& address)
      : GrpcLink(address),
        channel_(grpc::CreateCustomChannel("dns:///" + address, NewChannelCredentials(), ChannelSettings())) {}

  void Open(const std::string& conversation, absl::Duration connect_timeout, LinkHandler handler) {
    self_ = std::static_pointer_cast<ClientLink>(shared_from_this());
    grpc::GenericStub(channel_).PrepareBidiStreamingCall(&context_, conversation, {}, this);
    AddHold();  // Writes start from any thread, until FinishWrites.
    connect_timeout_ = connect_timeout;
    connect_alarm_.Set(DeadlineAfter(connect_timeout), [weak = weak_from_this()](bool due) {
      std::shared_ptr<GrpcLink> link = weak.lock();
      if (due && link) static_cast<ClientLink&>(*link).OnConnectTimeout();
    });
    Start(std::move(handler));
    StartCall();
  }

 private:
  enum Phase { kConnecting, kConnected, kTimedOut };

  void Read(grpc::ByteBuffer* message) override { StartRead(message); }
  void Write(const grpc::ByteBuffer* message, bool more_wait) override {
    grpc::WriteOptions options;
    if (more_wait) options.set_buffer_hint();  // The next write follows at once, they share a packet.
    StartWrite(message, options);
  }
  void FinishWrites(const absl::Status& status) override { RemoveHold(); }
  void Cancel() override { context_.TryCancel(); }

  // The server sends its metadata as soon as it has taken the call.
  void OnReadInitialMetadataDone(bool ok) override {
    Phase expected = kConnecting;
    if (ok && phase_.compare_exchange_strong(expected, kConnected)) connect_alarm_.Cancel();
  }
  void OnConnectTimeout() {
    Phase expected = kConnecting;
    if (phase_.compare_exchange_strong(expected, kTimedOut)) Cancel();
  }

  void OnReadDone(bool ok) override { OnRead(ok); }
  void OnWriteDone(bool ok) override { OnWritten(ok); }
  void OnDone(const grpc::Status& status) override {
    connect_alarm_.Cancel();
    channel_.reset();
    OnOver(Explain(status));
    self_.reset();
  }

  absl::Status Explain(const grpc::Status& status) const;

  grpc::ClientContext context_;
  std::shared_ptr<grpc::Channel> channel_;
  absl::Duration connect_timeout_;
  grpc::Alarm connect_alarm_;
  std::atomic<Phase> phase_ = kConnecting;
  std::shared_ptr<ClientLink> self_;
};

// What a gRPC server says about a call, as opposed to what gRPC says about a connection.
bool IsAnswer(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNIMPLEMENTED || code == grpc::StatusCode::INVALID_ARGUMENT ||
         code == grpc::StatusCode::RESOURCE_EXHAUSTED || code == grpc::StatusCode::PERMISSION_DENIED ||
         code == grpc::StatusCode::UNAUTHENTICATED;
}

// The part of gRPC's words that says something to a user.
std::string ShortReason(const std::string& message) {
  constexpr std::string_view kSystemError = "Failed to connect to remote host: ";
  if (size_t at = message.rfind(kSystemError); at != std::string::npos) return message.substr(at + kSystemError.size());
  if (message.find("http1.x") != std::string::npos || message.find("parsing HTTP/2") != std::string::npos) {
    return "not a Sluice port, what answers there is not HTTP/2";
  }
  if (message.find("http2 header with status") != std::string::npos) {
    return StrCat("not a Sluice port, a web server answers: ", message);
  }
  if (message.find("DNS resolution failed") != std::string::npos) {
    return StrCat("no address is known for this name: ", message.substr(message.rfind(": ") + 2));
  }
  constexpr std::string_view kLast = "last error: ";
  size_t at = message.rfind(kLast);
  return at == std::string::npos ? message : message.substr(at + kLast.size());
}

absl::Status ClientLink::Explain(const grpc::Status& status) const {
  if (phase_ == kTimedOut) {
    return absl::UnavailableError(StrCat("no answer from ", peer(), " within ", absl::FormatDuration(connect_timeout_),
                                         ": the host is down or cut off, or this is not a Sluice port"));
  }
  if (IsAnswer(status.error_code())) {
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                        StrCat(peer(), ": ", ShortReason(status.error_message())));
  }
  std::string_view what = phase_ == kConnected ? "connection lost to " : "cannot connect to ";
  std::string why = status.ok() ? "it ended the stream without a goodbye" : ShortReason(status.error_message());
  return absl::UnavailableError(StrCat(what, peer(), ": ", why));
}

}  // namespace

std::shared_ptr<Link> ConnectGrpc(const std::string& address, const std::string& conversation,
                                  absl::Duration connect_timeout, LinkHandler handler) {
  auto link = std::make_shared<ClientLink>(address);
  link->Open(conversation, connect_timeout, std::move(handler));
  return link;
}

}  // namespace sluice
