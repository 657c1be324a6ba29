#ifndef SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_READER_H_
#define SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_READER_H_

#include <cstdint>
#include <limits>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "driver/history/history.h"
#include "driver/history/log/event_log_place.h"
#include "proto/history.pb.h"

namespace sluice {

// What a log, or its end, came to. Also of one that could not be read whole: of what comes before the damage.
struct EventLogExtent {
  int64_t files = 0;
  int64_t events = 0;
  int64_t torn_bytes = 0;  // Were being appended when their writer died; they are left out.
};

// Calls `visit` for the events of the log in that folder, in their order. Of a log that has more than `tail_bytes` only
// files at its end with so many are read, and of the first of these what goes on where it begins, and its end.
// NOT_FOUND: there is no log. DATA_LOSS: it is damaged; names the file, the offset, what is stored there and what
// should be; `visit` was told all before. FAILED_PRECONDITION: its format is not known to this version.
absl::Status ReadEventLog(EventLogPlace& place, const std::string& folder, int64_t tail_bytes, EventLogExtent& extent,
                          absl::FunctionRef<void(const v1::HistoryEventProto&)> visit);

inline constexpr int64_t kWholeEventLog = std::numeric_limits<int64_t>::max();

// The same into a history. Events of kinds that later versions write are passed over.
absl::Status ReplayEventLog(EventLogPlace& place, const std::string& folder, int64_t tail_bytes, EventLogExtent& extent,
                            History& history);

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_READER_H_
