#include "common/net/grpc_settings.h"

#include <grpc/support/log.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>

#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "common/net/frame_codec.h"
#include "spdlog/spdlog.h"

namespace sluice {
namespace {

constexpr int kKeepaliveMs = 10'000;
constexpr int kKeepaliveTimeoutMs = 5'000;

using Settings = std::vector<std::pair<const char*, int>>;

Settings SharedSettings() {
  return {
      {GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, static_cast<int>(kMessageBytesMax)},
      {GRPC_ARG_MAX_SEND_MESSAGE_LENGTH, static_cast<int>(kMessageBytesMax)},
      // A peer that vanished without a word is noticed even where no heartbeat runs.
      {GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs},
      {GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0},
      // Block bytes in few large pieces.
      {GRPC_ARG_HTTP2_MAX_FRAME_SIZE, 1 << 20},
      {GRPC_ARG_TCP_READ_CHUNK_SIZE, 1 << 20},
      // What one unread stream may hold of ours. Left to its probing, gRPC grows it to hundreds of MiB on loopback.
      {GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 4 << 20},
      {GRPC_ARG_HTTP2_BDP_PROBE, 0},
  };
}

// What gRPC calls errors (a peer that is down) comes to us as a status too. Its last words before abort() do not.
void Log(gpr_log_func_args* args) {
  const bool fatal = std::string_view(args->message).starts_with("assertion failed");
  spdlog::log(fatal ? spdlog::level::critical : spdlog::level::debug, "grpc: {}:{}: {}", args->file, args->line,
              args->message);
}

// gRPC starts its callback threads with the first server or channel and ends them with the last one; in 1.51 ending
// them aborts the process now and then. A server that listens nowhere keeps them for ever.
void KeepCallbackThreads() {
  static auto* const service = new grpc::CallbackGenericService;
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(service);
  static grpc::Server* const server = builder.BuildAndStart().release();
  (void)server;
}

}  // namespace

void SetUpGrpc() {
  static std::once_flag once;
  std::call_once(once, [] {
    gpr_set_log_function(Log);
    KeepCallbackThreads();
  });
}

grpc::ChannelArguments ChannelSettings() {
  grpc::ChannelArguments arguments;
  for (const auto& [name, value] : SharedSettings()) arguments.SetInt(name, value);
  // One link, one connection: no other link's failures, backoff or blocked bytes reach it.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // Retries are ours; gRPC's own would keep a copy of what was sent.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // Peers are machines of the cluster; a proxy meant for the web must not see them.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetServiceConfigJSON("{}");
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  return arguments;
}

void ApplyServerSettings(grpc::ServerBuilder& builder) {
  for (const auto& [name, value] : SharedSettings()) builder.AddChannelArgument(name, value);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kKeepaliveMs / 2);
  // With it a second server would share the port instead of being told that it is taken.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Who connects and says nothing is dropped.
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kKeepaliveMs);
}

gpr_timespec DeadlineAfter(absl::Duration timeout) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_nanos(absl::ToInt64Nanoseconds(timeout), GPR_TIMESPAN));
}

}  // namespace sluice
