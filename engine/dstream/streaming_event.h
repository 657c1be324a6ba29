#ifndef SLUICE_ENGINE_DSTREAM_STREAMING_EVENT_H_
#define SLUICE_ENGINE_DSTREAM_STREAMING_EVENT_H_

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "common/base/ids.h"

namespace sluice {

// What happens to a streaming program, for its listeners.

struct StreamingStarted {
  absl::Time at;
};

struct ReceiverEvent {
  enum class Kind { kStarted, kError, kStopped };
  Kind kind = Kind::kStarted;
  InputId input;
  std::string name;
  std::optional<ExecutorId> executor;
  std::string host;  // Of that executor, if it is known.
  std::string message;
  std::string error = {};  // What was thrown, if that is why.
  absl::Time at;
};

// Times that are not known yet are infinite.
struct BatchEvent {
  enum class Kind { kSubmitted, kStarted, kCompleted };
  Kind kind = Kind::kSubmitted;
  BatchKey batch;
  std::map<InputId, int64_t> records;                    // Each input with a receiver is in it.
  std::map<InputId, std::vector<std::string>> metadata;  // Of their blocks that have some.
  absl::Time submitted = absl::InfiniteFuture();
  absl::Time started = absl::InfiniteFuture();
  absl::Time finished = absl::InfiniteFuture();
};

// An output operation of a batch begins, or has ended with `result`. Numbered within its batch.
struct OutputEvent {
  BatchKey batch;
  int number = 0;
  std::string name;
  std::optional<absl::Status> result;
};

// What an input that needs no receiver has found for a batch: before the outputs of the batch begin.
struct InputEvent {
  BatchKey batch;
  InputId input;
  std::vector<std::string> metadata;
};

using StreamingEvent = std::variant<StreamingStarted, ReceiverEvent, BatchEvent, OutputEvent, InputEvent>;

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAMING_EVENT_H_
