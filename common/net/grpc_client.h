#ifndef SLUICE_COMMON_NET_GRPC_CLIENT_H_
#define SLUICE_COMMON_NET_GRPC_CLIENT_H_

#include <memory>
#include <string>

#include "common/net/transport.h"

namespace sluice {

// Transport::Connect over gRPC.
std::shared_ptr<Link> ConnectGrpc(const std::string& address, const std::string& conversation,
                                  absl::Duration connect_timeout, LinkHandler handler);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_GRPC_CLIENT_H_
