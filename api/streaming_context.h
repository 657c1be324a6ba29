#ifndef SLUICE_API_STREAMING_CONTEXT_H_
#define SLUICE_API_STREAMING_CONTEXT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/application.h"
#include "api/context_core.h"
#include "api/dstream.h"
#include "api/duration.h"
#include "api/storage_level.h"

namespace sluice {

// Where a streaming program begins: makes input streams, and runs a batch of everything each `interval` from start to
// stop. Cheap to copy; all copies are the same context. Misuse throws Error. An application runs one context at a time.
class StreamingContext {
 public:
  StreamingContext(Application& app, Duration interval);

  // The lines of a TCP server, in UTF-8 or whatever bytes it sends, split at '\n' (a '\r' before it is dropped).
  DStream<std::string_view> socketTextStream(const std::string& host, int port,
                                             StorageLevel level = StorageLevel::MEMORY_AND_DISK_SER_2);

  // Spark's union, which is a reserved word in C++.
  template <class T>
  DStream<T> union_(const std::vector<DStream<T>>& streams) {
    if (streams.empty()) throw Error(absl::InvalidArgumentError("List of DStreams to union is empty"));
    DStream<T> all = streams[0];
    for (size_t i = 1; i < streams.size(); ++i) all = all.union_(streams[i]);
    return all;
  }

  // Needs at least one output operation. A second call only warns; a stopped context does not start again.
  void start();
  // Stops receiving and returns when nothing of the context runs any more; gracefully: when all that was received is
  // processed. With `stopApplication` no other context can be started, and jobs are refused.
  void stop(bool stopApplication = true, bool stopGracefully = false);

  // Return when the context has stopped. As soon as an output operation has failed, throw its Error instead.
  void awaitTermination();
  bool awaitTerminationOrTimeout(int64_t milliseconds);  // False: not stopped yet.
  // Also returns when the source of every receiver has ended the stream in order and all its data is processed.
  void awaitSourcesClosed();

  StreamingContextState getState() const { return core_->State(); }

 private:
  std::shared_ptr<ContextCore> core_;
};

}  // namespace sluice

#endif  // SLUICE_API_STREAMING_CONTEXT_H_
