#ifndef SLUICE_ENGINE_DSTREAM_BATCH_RECORD_H_
#define SLUICE_ENGINE_DSTREAM_BATCH_RECORD_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/ids.h"

namespace sluice {

// Points in time that have not come are infinite.

// What is known of an output operation of a batch.
struct OutputRecord {
  std::string name;
  absl::Time started = absl::InfiniteFuture();
  absl::Time ended = absl::InfiniteFuture();
  absl::Status result;  // Once it has ended.

  bool has_ended() const { return ended != absl::InfiniteFuture(); }
};

// One batch as users see it. Delays as Spark names them, but counted from the end of the batch, not from when the
// driver got round to it.
struct BatchRecord {
  enum class State { kQueued, kRunning, kCompleted, kFailed };
  BatchTime time;
  State state = State::kQueued;
  int64_t records = 0;
  int64_t blocks = 0;
  // An input that knows how many only when they are read is not in it.
  std::map<InputId, int64_t> input_records;
  // What receivers have stored with rows, in order; what other inputs have found.
  std::map<InputId, std::vector<std::string>> input_metadata;
  std::map<int, OutputRecord> outputs;  // An output is in it once it has begun, under its number.
  absl::Time submitted = absl::InfiniteFuture();
  absl::Time started = absl::InfiniteFuture();
  absl::Time finished = absl::InfiniteFuture();
  std::string error;

  // A batch of a graceful stop may run before its time: then it has waited for nothing.
  absl::Duration scheduling_delay() const {
    return std::max(absl::ZeroDuration(), started - absl::FromUnixMillis(time.value()));
  }
  // What Spark calls the scheduling delay.
  absl::Duration queueing_time() const { return std::max(absl::ZeroDuration(), started - submitted); }
  absl::Duration processing_time() const { return finished - started; }
  absl::Duration total_delay() const { return scheduling_delay() + processing_time(); }
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_BATCH_RECORD_H_
