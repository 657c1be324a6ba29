#ifndef SLUICE_COMMON_NET_GRPC_SETTINGS_H_
#define SLUICE_COMMON_NET_GRPC_SETTINGS_H_

#include <grpcpp/server_builder.h>
#include <grpcpp/support/channel_arguments.h>

namespace sluice {

// Before anything else of gRPC, any number of times: its log goes to ours, its threads stay.
void SetUpGrpc();

// Sizes, keepalive and so on, the same for every channel and every server.
grpc::ChannelArguments ChannelSettings();
void ApplyServerSettings(grpc::ServerBuilder& builder);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_GRPC_SETTINGS_H_
