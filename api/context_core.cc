#include "api/context_core.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "api/error.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

absl::Status StatusOf(const std::function<void()>& user_code) {
  try {
    user_code();
    return absl::OkStatus();
  } catch (const Error& error) {
    return error.status();
  } catch (const std::exception& error) {
    return absl::AbortedError(error.what());
  } catch (...) {
    return absl::AbortedError("an exception that is no std::exception was thrown");
  }
}

}  // namespace

ContextCore::ContextCore(Application& app, Duration interval)
    : app_(app), graph_(std::make_shared<StreamGraph>(app.jobs(), absl::Milliseconds(interval.milliseconds()))) {
  if (interval.milliseconds() <= 0) {
    throw Error(absl::InvalidArgumentError(
        absl::StrCat("the batch interval must be at least 1 ms: interval=", interval.toString())));
  }
}

std::shared_ptr<StreamNode> ContextCore::AddStream(StreamNode::Compute compute) {
  CheckCanChange();
  return graph_->AddStream(std::move(compute));
}

std::shared_ptr<StreamNode> ContextCore::AddInput(OperatorRef receiver, OperatorRef reader, int replication) {
  CheckCanChange();
  absl::Duration block_interval = ValueOrThrow(app_.conf().GetDuration(
      "spark.streaming.blockInterval",
      {.fallback = absl::Milliseconds(200), .min = absl::Milliseconds(1), .max = absl::Hours(1)}));
  return graph_->AddInput(
      {.receiver = std::move(receiver), .replication = replication, .block_interval = block_interval},
      std::move(reader));
}

void ContextCore::AddOutput(std::function<void(BatchTime)> output) {
  CheckCanChange();
  graph_->AddOutput([output = std::move(output)](BatchTime batch) { return StatusOf([&] { output(batch); }); });
}

void ContextCore::Start() {
  MutexLock lock(&mu_);
  switch (state_) {
    case StreamingContextState::ACTIVE: return LogWarning("streaming", "StreamingContext has already been started");
    case StreamingContextState::STOPPED:
      throw Error(absl::FailedPreconditionError("StreamingContext has already been stopped"));
    case StreamingContextState::INITIALIZED: break;
  }
  if (!graph_->has_outputs()) {
    throw Error(
        absl::FailedPreconditionError("requirement failed: No output operations registered, so nothing to execute"));
  }
  ThrowIfError(app_.streaming().Start(StreamGraph::PlanOf(graph_)));
  state_ = StreamingContextState::ACTIVE;
}

void ContextCore::Stop(const StopOptions& options) {
  StreamingContextState before;
  {
    MutexLock lock(&mu_);
    before = std::exchange(state_, StreamingContextState::STOPPED);
  }
  if (before == StreamingContextState::INITIALIZED)
    LogWarning("streaming", "StreamingContext has not been started yet");
  // Also when stopped before: this waits for who stops it at this moment, and ends the application if it is to end.
  if (before != StreamingContextState::INITIALIZED || options.end_application) {
    ThrowIfError(app_.streaming().Stop(options));
  }
}

StreamingContextState ContextCore::State() {
  MutexLock lock(&mu_);
  // It may have been stopped from outside: by SIGTERM, or because the application ends.
  if (state_ == StreamingContextState::ACTIVE && app_.streaming().state() == StreamingState::kStopped) {
    state_ = StreamingContextState::STOPPED;
  }
  return state_;
}

void ContextCore::CheckCanChange() {
  StreamingContextState state = State();
  if (state == StreamingContextState::INITIALIZED) return;
  throw Error(absl::FailedPreconditionError(
      absl::StrCat("Adding new inputs, transformations, and output operations after ",
                   state == StreamingContextState::ACTIVE ? "starting" : "stopping", " a context is not supported")));
}

}  // namespace sluice
