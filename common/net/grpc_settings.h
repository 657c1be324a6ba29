#ifndef SLUICE_COMMON_NET_GRPC_SETTINGS_H_
#define SLUICE_COMMON_NET_GRPC_SETTINGS_H_

#include <grpcpp/server_builder.h>
#include <grpcpp/support/channel_arguments.h>

namespace sluice {

// Once per process, before anything else of gRPC: its log goes to ours, at debug level.
void SetUpGrpc();

// Sizes, keepalive and so on, the same for every channel and every server.
grpc::ChannelArguments ChannelSettings();
void ApplyServerSettings(grpc::ServerBuilder& builder);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_GRPC_SETTINGS_H_
