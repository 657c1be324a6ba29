#ifndef SLUICE_DRIVER_APPLICATION_BEGUN_HISTORY_H_
#define SLUICE_DRIVER_APPLICATION_BEGUN_HISTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/settings/conf.h"
#include "driver/application/driver_settings.h"
#include "driver/history/history.h"
#include "driver/history/log/event_log_writer.h"

namespace sluice {

// What a life of the driver knows of former ones when it begins, and where it tells on.
struct BegunHistory {
  History history;
  ApplicationStarted started;           // What the life adds to it first.
  std::unique_ptr<EventLogWriter> log;  // Has to be told all that it adds. Null: there is to be no event log.
};

// Of `application`, which has a life and a name, and whose event log is in a folder named by its id. A log that cannot
// be read is warned of, and the history begins without what it does not have. Errors as of EventLogPlaceOf.
absl::StatusOr<BegunHistory> BeginHistory(Runtime& runtime, const DriverSettings& settings, const Conf& conf,
                                          ApplicationStarted application);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_BEGUN_HISTORY_H_
