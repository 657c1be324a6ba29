#include "api/streaming_context.h"

#include "api/error.h"
#include "engine/rdd/factory.h"
#include "engine/rdd/lines.h"
#include "worker/receiver/socket_text_receiver.h"

namespace sluice {

StreamingContext::StreamingContext(Application& app, Duration interval)
    : core_(std::make_shared<ContextCore>(app, interval)) {}

DStream<std::string_view> StreamingContext::socketTextStream(const std::string& host, int port, StorageLevel level) {
  if (port < 1 || port > 65535) {
    throw Error(absl::InvalidArgumentError("socketTextStream needs a port from 1 to 65535: host=" + host +
                                           " port=" + std::to_string(port)));
  }
  OperatorRef lines = RefTo<LinesOp>("socketTextStream", {});
  return {core_, core_->AddInput(SocketTextReceiver(host, port), std::move(lines), level.replication())};
}

void StreamingContext::start() { core_->Start(); }

void StreamingContext::stop(bool stopApplication, bool stopGracefully) {
  core_->Stop({.graceful = stopGracefully, .end_application = stopApplication});
}

void StreamingContext::awaitTermination() {
  ValueOrThrow(core_->app().streaming().AwaitTermination(absl::InfiniteDuration()));
}

bool StreamingContext::awaitTerminationOrTimeout(int64_t milliseconds) {
  return ValueOrThrow(core_->app().streaming().AwaitTermination(absl::Milliseconds(milliseconds)));
}

void StreamingContext::awaitSourcesClosed() {
  ValueOrThrow(core_->app().streaming().AwaitSourcesClosed(absl::InfiniteDuration()));
}

}  // namespace sluice
