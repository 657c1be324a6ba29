#ifndef SLUICE_COMMON_NET_GRPC_SERVER_H_
#define SLUICE_COMMON_NET_GRPC_SERVER_H_

#include <memory>
#include <string>

#include "common/net/transport.h"

namespace sluice {

// Transport::Listen over gRPC.
absl::StatusOr<std::unique_ptr<Listener>> ListenGrpc(const std::string& address, Acceptor acceptor);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_GRPC_SERVER_H_
