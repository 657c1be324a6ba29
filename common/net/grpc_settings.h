#ifndef SLUICE_COMMON_NET_GRPC_SETTINGS_H_
#define SLUICE_COMMON_NET_GRPC_SETTINGS_H_

#include <grpc/support/time.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/support/channel_arguments.h>

#include "absl/time/time.h"

namespace sluice {

// Before anything else of gRPC, any number of times: its log goes to ours, its threads stay.
void SetUpGrpc();

// Sizes, keepalive and so on, the same for every channel and every server.
grpc::ChannelArguments ChannelSettings();
void ApplyServerSettings(grpc::ServerBuilder& builder);

// A deadline for gRPC that does not move when the wall clock is set.
gpr_timespec DeadlineAfter(absl::Duration timeout);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_GRPC_SETTINGS_H_
