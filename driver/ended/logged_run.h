#ifndef SLUICE_DRIVER_ENDED_LOGGED_RUN_H_
#define SLUICE_DRIVER_ENDED_LOGGED_RUN_H_

#include <string>

#include "common/actor/runtime.h"
#include "common/base/str_cat.h"
#include "driver/history/log/event_log_writer.h"

namespace sluice {

inline constexpr int64_t kLoggedRunMillis = 1'790'000'000'000;

// Writes what an application logs, for tests: so many batches within nine seconds, and its end, unless its driver dies
// before.
inline void LogRun(Runtime& runtime, EventLogPlace& place, const std::string& logs, const std::string& id, int batches,
                   bool ends = true) {
  History history;
  EventLogWriter writer(runtime, place, {.folder = StrCat(logs, "/", id)});
  history.AddReader(writer);
  history.Add(ApplicationStarted{.application = ApplicationId(id),
                                 .name = StrCat("name of ", id),
                                 .life = DriverLife(1),
                                 .at = absl::FromUnixMillis(kLoggedRunMillis)});
  for (int i = 1; i <= batches; ++i) {
    const BatchKey batch{RunId(0), BatchTime(kLoggedRunMillis + 1000 * i)};
    const absl::Time end = absl::FromUnixMillis(batch.time.value());
    history.Add(BatchSubmitted{batch.run, {.time = batch.time, .records = 7}});
    history.Add(BatchStarted{batch, end});
    history.Add(BatchFinished{batch, absl::OkStatus(), end + absl::Milliseconds(5)});
  }
  if (ends) history.Add(ApplicationEnded{absl::FromUnixMillis(kLoggedRunMillis + 9000)});
  writer.Flush();
  history.RemoveReader(writer);
}

}  // namespace sluice

#endif  // SLUICE_DRIVER_ENDED_LOGGED_RUN_H_
