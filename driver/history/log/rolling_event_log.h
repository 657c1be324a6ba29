#ifndef SLUICE_DRIVER_HISTORY_LOG_ROLLING_EVENT_LOG_H_
#define SLUICE_DRIVER_HISTORY_LOG_ROLLING_EVENT_LOG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "driver/history/log/event_log_files.h"
#include "driver/history/log/event_log_place.h"
#include "driver/history/log/waiting_events.h"

namespace sluice {

struct EventLogLimits {
  int64_t file_bytes = 64 << 20;  // A file that has so many is followed by another.
  int64_t log_bytes = 1 << 30;    // Beyond it the oldest files of the log go.
};

// The files of the event log of one application, which one process writes. Not thread-safe.
class RollingEventLog {
 public:
  // `place` outlives it.
  RollingEventLog(EventLogPlace& place, std::string folder, const EventLogLimits& limits)
      : place_(place), folder_(std::move(folder)), limits_(limits) {}

  // Appends a frame; into a new file, behind all that are there, if the chunk begins one. After an error what is
  // written later may be read by nobody.
  absl::Status Write(const EventChunk& chunk);
  // The next chunk should begin a file.
  bool is_full() const;

 private:
  absl::Status BeginFile();
  // Room for the file that begins.
  absl::Status RemoveOldest(const std::vector<EventLogFile>& files);

  EventLogPlace& place_;
  const std::string folder_;
  const EventLogLimits limits_;
  std::unique_ptr<AppendFile> file_;
  int64_t file_bytes_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_ROLLING_EVENT_LOG_H_
