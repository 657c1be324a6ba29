#ifndef SLUICE_COMMON_NET_GRPC_TRANSPORT_H_
#define SLUICE_COMMON_NET_GRPC_TRANSPORT_H_

#include <memory>

#include "common/net/transport.h"

namespace sluice {

// Conversations as gRPC streams over TCP, one connection per link. Handlers run on gRPC's few threads, which all links
// of the process share. A listener must not be destroyed from within a handler. Links may outlive the transport.
std::unique_ptr<Transport> NewGrpcTransport();

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_GRPC_TRANSPORT_H_
