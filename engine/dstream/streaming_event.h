#ifndef SLUICE_ENGINE_DSTREAM_STREAMING_EVENT_H_
#define SLUICE_ENGINE_DSTREAM_STREAMING_EVENT_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "common/base/ids.h"
#include "engine/dstream/batch_record.h"
#include "engine/dstream/shown_rows.h"

namespace sluice {

// What happens to a streaming program.

struct StreamingStarted {
  RunId run;
  absl::Time at;
};

struct ReceiverEvent {
  enum class Kind { kStarted, kError, kStopped };
  Kind kind = Kind::kStarted;
  RunId run;
  InputId input;
  std::string name;
  std::optional<ExecutorId> executor;
  std::string executor_host;  // Empty if it is not known.
  std::string message;
  std::string error = {};  // What was thrown, if that is why.
  absl::Time at;
};

struct BatchEvent {
  enum class Kind { kSubmitted, kStarted, kCompleted };
  Kind kind = Kind::kSubmitted;
  BatchKey batch;
  BatchRecord record;  // What is known of it by now.
};

// An output operation of a batch has begun, or has ended. Numbered within its batch.
struct OutputEvent {
  BatchKey batch;
  int number = 0;
  OutputRecord output;
};

// What an input that needs no receiver has found for a batch: before the outputs of the batch begin.
struct InputEvent {
  BatchKey batch;
  InputId input;
  std::vector<std::string> metadata;
  std::optional<int64_t> records;  // None: nobody knows before they are read.
};

// What listeners are told.
using StreamingEvent = std::variant<StreamingStarted, ReceiverEvent, BatchEvent, OutputEvent>;
// What the program itself tells, of batches that run.
using ProgramEvent = std::variant<OutputEvent, InputEvent, ShownRows>;

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STREAMING_EVENT_H_
