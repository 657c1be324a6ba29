#ifndef SLUICE_DRIVER_BATCH_RECEIVER_STATUS_H_
#define SLUICE_DRIVER_BATCH_RECEIVER_STATUS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "driver/batch/receiver_epoch.h"

namespace sluice {

// What is known of a stream's receiver, as users see it.
struct ReceiverStatus {
  // kWaiting: for an executor, perhaps because the one it had says that it is to go on elsewhere. The others as its
  // executor reports them.
  enum class State { kWaiting, kStarting, kConnected, kRetrying, kSourceClosed, kStopped };
  ReceiverEpoch id;
  std::optional<ExecutorId> executor;
  State state = State::kWaiting;
  std::string message;
  std::string error = {};  // What was thrown, if that is why.
  bool is_error = false;   // They tell of an error after which it goes on.
  int64_t records = 0;     // The block master counts them, in the blocks of this epoch.
  int64_t dropped = 0;
  bool source_closed = false;  // It ended in order, and no receiver of the stream has reached it again.
  // It runs nowhere any more.
  bool is_gone() const { return state == State::kStopped || state == State::kWaiting; }
};
const char* ToString(ReceiverStatus::State state);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_RECEIVER_STATUS_H_
