#ifndef SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_FILES_H_
#define SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_FILES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "driver/history/log/event_log_place.h"

namespace sluice {

// The first record of each file of an event log.
inline constexpr std::string_view kEventLogFormat = "sluice-events-1";

// Files of a log are numbered from 1 on, over all lives of the driver. Nobody else formats these names.
std::string EventFileName(int64_t number);
// None: it is the name of something else.
std::optional<int64_t> EventFileNumber(std::string_view name);

struct EventLogFile {
  int64_t number = 0;
  std::string path;
  int64_t bytes = 0;
};
// The files of the log in that folder, in their order; none if there is no such folder.
absl::StatusOr<std::vector<EventLogFile>> EventLogFiles(EventLogPlace& place, const std::string& folder);

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_FILES_H_
