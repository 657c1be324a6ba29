#ifndef SLUICE_API_CONTEXT_CORE_H_
#define SLUICE_API_CONTEXT_CORE_H_

#include <functional>
#include <memory>

#include "api/application.h"
#include "api/duration.h"
#include "common/base/mutex.h"
#include "engine/dstream/stream_graph.h"

namespace sluice {

enum class StreamingContextState { INITIALIZED, ACTIVE, STOPPED };

// What a StreamingContext and its DStreams share. Misuse throws Error with Spark's words. Thread-safe, except that the
// graph is built by one thread.
class ContextCore {
 public:
  ContextCore(Application& app, Duration interval);

  Application& app() { return app_; }
  Duration interval() const { return Duration(absl::ToInt64Milliseconds(graph_->interval())); }

  std::shared_ptr<StreamNode> AddStream(StreamNode::Compute compute);
  std::shared_ptr<StreamNode> AddInput(OperatorRef receiver, OperatorRef reader, int replication);
  // `output` is user code and may throw.
  void AddOutput(std::function<void(BatchTime)> output);

  void Start();
  void Stop(const StopOptions& options);
  StreamingContextState State();

 private:
  void CheckCanChange();

  Application& app_;
  const std::shared_ptr<StreamGraph> graph_;
  Mutex mu_;
  StreamingContextState state_ ABSL_GUARDED_BY(mu_) = StreamingContextState::INITIALIZED;
};

}  // namespace sluice

#endif  // SLUICE_API_CONTEXT_CORE_H_
