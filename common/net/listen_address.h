#ifndef SLUICE_COMMON_NET_LISTEN_ADDRESS_H_
#define SLUICE_COMMON_NET_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/address.h"

namespace sluice {

// The one numeric "ip:port" that `wanted` means on this machine. A name with several addresses (localhost) gets one,
// because gRPC calls it a success if any of them is free. INVALID_ARGUMENT: the name means nothing here.
absl::StatusOr<std::string> ResolveToListen(const Address& wanted);

// gRPC does not say why it could not listen; asks the system. Never OK.
absl::Status ExplainListenFailure(const Address& wanted);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_LISTEN_ADDRESS_H_
