#include "common/net/grpc_transport.h"

#include "common/net/grpc_client.h"
#include "common/net/grpc_server.h"
#include "common/net/grpc_settings.h"

namespace sluice {
namespace {

class GrpcTransport final : public Transport {
 public:
  GrpcTransport() { SetUpGrpc(); }

  absl::StatusOr<std::unique_ptr<Listener>> Listen(const std::string& address, Acceptor acceptor) override {
    return ListenGrpc(address, std::move(acceptor));
  }

  std::shared_ptr<Link> Connect(const std::string& address, const std::string& conversation,
                                absl::Duration connect_timeout, LinkHandler handler) override {
    return ConnectGrpc(address, conversation, connect_timeout, std::move(handler));
  }
};

}  // namespace

std::unique_ptr<Transport> NewGrpcTransport() { return std::make_unique<GrpcTransport>(); }

}  // namespace sluice
