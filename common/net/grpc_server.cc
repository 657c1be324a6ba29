#include "common/net/grpc_server.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/address.h"
#include "common/base/cond_var.h"
#include "common/base/status.h"
#include "common/net/credentials.h"
#include "common/net/grpc_link.h"
#include "common/net/grpc_settings.h"
#include "common/net/listen_address.h"

namespace sluice {
namespace {

constexpr absl::Duration kStopTimeout = absl::Seconds(2);

// Keeps the links of one server alive until their streams are over. Thread-safe.
class OpenLinks {
 public:
  void Add(std::shared_ptr<GrpcLink> link) {
    MutexLock lock(&mu_);
    links_.emplace(link.get(), std::move(link));
  }

  // Returns the link, so that it is destroyed without the lock.
  std::shared_ptr<GrpcLink> Remove(GrpcLink* link) {
    MutexLock lock(&mu_);
    auto node = links_.extract(link);
    if (links_.empty()) none_left_.NotifyAll();
    return std::move(node.mapped());
  }

  std::vector<std::shared_ptr<GrpcLink>> All() {
    MutexLock lock(&mu_);
    std::vector<std::shared_ptr<GrpcLink>> all;
    for (const auto& [key, link] : links_) all.push_back(link);
    return all;
  }

  // Returns soon after the streams were cancelled.
  void WaitUntilNone() {
    MutexLock lock(&mu_);
    none_left_.Wait(mu_, [this] { return links_.empty(); });
  }

 private:
  Mutex mu_;
  CondVar none_left_;
  absl::flat_hash_map<GrpcLink*, std::shared_ptr<GrpcLink>> links_ ABSL_GUARDED_BY(mu_);
};

// "ipv4:10.0.0.1:4242" and "ipv6:%5B::1%5D:4242", as gRPC spells them.
std::string PeerName(const std::string& grpc_name) {
  std::string name(absl::StripPrefix(absl::StripPrefix(grpc_name, "ipv4:"), "ipv6:"));
  return absl::StrReplaceAll(name, {{"%5B", "["}, {"%5D", "]"}});
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  constexpr size_t kMessageBytesShown = 2048;  // Trailers hold 8 KiB.
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      std::string(status.message().substr(0, kMessageBytesShown)));
}

// The end of a stream that the peer opened.
class ServerLink final : public GrpcLink, public grpc::ServerGenericBidiReactor {
 public:
  ServerLink(grpc::GenericCallbackServerContext* context, OpenLinks& open_links)
      : GrpcLink(PeerName(context->peer())), open_links_(open_links), context_(context) {}

  void Open(const Acceptor& acceptor) {
    StartSendInitialMetadata();  // Tells the peer that it is connected.
    auto handler = acceptor(context_->method(), peer(), shared_from_this());
    if (!handler.ok()) Close(handler.status());
    Start(handler.ok() ? *std::move(handler) : LinkHandler{});
  }

 private:
  void Read(grpc::ByteBuffer* message) override { StartRead(message); }
  void Write(const grpc::ByteBuffer* message, bool more_wait) override {
    grpc::WriteOptions options;
    if (more_wait) options.set_buffer_hint();  // The next write follows at once, they share a packet.
    StartWrite(message, options);
  }
  void FinishWrites(const absl::Status& status) override { Finish(ToGrpcStatus(status)); }
  void Cancel() override {
    MutexLock lock(&context_mu_);
    if (context_ != nullptr) context_->TryCancel();
  }

  void OnReadDone(bool ok) override { OnRead(ok); }
  void OnWriteDone(bool ok) override { OnWritten(ok); }
  void OnCancel() override { OnBroken(); }
  void OnDone() override {
    {
      MutexLock lock(&context_mu_);
      context_ = nullptr;
    }
    OnOver(absl::UnavailableError(StrCat("connection lost to ", peer())));
    open_links_.Remove(this);
  }

  OpenLinks& open_links_;  // Outlives the links it holds.
  Mutex context_mu_;
  grpc::GenericCallbackServerContext* context_ ABSL_GUARDED_BY(context_mu_);  // Null when the stream is over.
};

class GrpcListener final : public Listener, private grpc::CallbackGenericService {
 public:
  explicit GrpcListener(Acceptor acceptor) : acceptor_(std::move(acceptor)) {}

  absl::Status Start(const std::string& address) {
    SLUICE_ASSIGN_OR_RETURN(Address wanted, ParseAddress(address));
    SLUICE_ASSIGN_OR_RETURN(std::string numeric, ResolveToListen(wanted));
    grpc::ServerBuilder builder;
    ApplyServerSettings(builder);
    int port = 0;
    builder.AddListeningPort(numeric, NewServerCredentials(), &port);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) return ExplainListenFailure(wanted);
    address_ = ToString(Address{wanted.host, static_cast<uint16_t>(port)});
    return absl::OkStatus();
  }

  ~GrpcListener() override {
    if (server_ == nullptr) return;
    for (const auto& link : open_links_.All()) link->Close(Stopped());
    server_->Shutdown(DeadlineAfter(kStopTimeout));  // Cancels what is left then.
    open_links_.WaitUntilNone();
  }

  std::string address() const override { return address_; }

 private:
  absl::Status Stopped() const { return absl::UnavailableError(StrCat(address_, " stops listening")); }

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    auto link = std::make_shared<ServerLink>(context, open_links_);
    open_links_.Add(link);
    link->Open(acceptor_);
    return link.get();
  }

  const Acceptor acceptor_;
  std::string address_;
  OpenLinks open_links_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> ListenGrpc(const std::string& address, Acceptor acceptor) {
  auto listener = std::make_unique<GrpcListener>(std::move(acceptor));
  SLUICE_RETURN_IF_ERROR(listener->Start(address));
  return listener;
}

}  // namespace sluice
