#ifndef SLUICE_DRIVER_HISTORY_LOG_EVENT_FRAME_H_
#define SLUICE_DRIVER_HISTORY_LOG_EVENT_FRAME_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/buffer.h"
#include "common/record_log/record_format.h"

namespace sluice {

// A zstd frame of a file of an event log: whole records, compressed together.
struct EventFrame {
  size_t bytes = 0;  // The frame takes them in its file.
  Buffer unpacked;
  std::vector<Record> records;  // They are parts of `unpacked`.
};

// REQUIRES: `records` are whole ones, as AppendRecord makes them. RESOURCE_EXHAUSTED: there is no memory for it.
absl::StatusOr<std::string> PackEventFrame(std::string_view records);

// How many bytes the frame takes that `bytes` begin with. OUT_OF_RANGE: they end before it does. DATA_LOSS: no frame.
absl::StatusOr<size_t> EventFrameBytes(std::string_view bytes);

// The frame that `bytes` begin with. OUT_OF_RANGE: they end before it does. DATA_LOSS: it is damaged; says what it has
// and what it should have.
absl::StatusOr<EventFrame> ParseEventFrame(std::string_view bytes);

// Whether a whole frame begins anywhere in `bytes`.
bool HoldsEventFrame(std::string_view bytes);

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_EVENT_FRAME_H_
