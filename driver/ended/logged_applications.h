#ifndef SLUICE_DRIVER_ENDED_LOGGED_APPLICATIONS_H_
#define SLUICE_DRIVER_ENDED_LOGGED_APPLICATIONS_H_

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "driver/history/history.h"
#include "driver/history/log/event_log_place.h"
#include "driver/history/log/event_log_reader.h"

namespace sluice {

// What an event log has of its application.
struct LoggedApplication {
  std::shared_ptr<const History> history;
  std::string damage;  // Why the log could not be read to its end; the history has what is before. Empty: it could.
};

// The applications whose event logs are in one folder, each in a folder named by its id. What was asked for last is
// kept, as long as its log does not grow. Not thread-safe.
class LoggedApplications {
 public:
  // `place` outlives it.
  LoggedApplications(EventLogPlace& place, std::string folder) : place_(place), folder_(std::move(folder)) {}

  // Those that have begun last are first, as far as their ids tell it.
  absl::StatusOr<std::vector<std::string>> Ids();
  // All that a history remembers of it. NOT_FOUND: none has that id, or its log has gone. DATA_LOSS: nothing of its log
  // can be read.
  absl::StatusOr<LoggedApplication> Remembered(const std::string& id);
  // No more than which it is, and how it ended. Errors as of Remembered.
  absl::StatusOr<LoggedApplication> Outlined(const std::string& id);

 private:
  struct Kept {
    std::string id;
    int64_t log_bytes = 0;
    LoggedApplication application;
  };
  // What is told last is first; so many stay.
  struct Memory {
    size_t kept_max;
    int64_t tail_bytes;
    std::list<Kept> kept = {};
  };

  absl::StatusOr<LoggedApplication> Replayed(const std::string& id, Memory& memory);
  // NOT_FOUND: none has that id.
  absl::StatusOr<int64_t> LogBytes(const std::string& id);

  EventLogPlace& place_;
  const std::string folder_;
  Memory remembered_{.kept_max = 4, .tail_bytes = kWholeEventLog};
  Memory outlined_{.kept_max = 10'000, .tail_bytes = 64 << 10};
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_ENDED_LOGGED_APPLICATIONS_H_
