#ifndef SLUICE_DRIVER_WEB_LOG_SEARCH_H_
#define SLUICE_DRIVER_WEB_LOG_SEARCH_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/clock/clock.h"
#include "driver/serve/cluster_host.h"

namespace sluice {

// Words that are looked for in what a process has printed, from an offset on, or before it; they have 1 to
// kLogWordsBytesMax bytes. Upper and lower case of ASCII letters are the same.
struct LogWords {
  std::string words;
  int64_t offset = 0;
  bool backwards = false;
};
inline constexpr size_t kLogWordsBytesMax = 256;

// How far a search has come.
struct LogFinding {
  int64_t found = -1;       // The offset of the words; -1: they are not in what was looked at.
  int64_t searched_to = 0;  // A search for more begins there.
  bool more = false;        // Not all of the file in that direction was looked at.
};

// Looks at 4 MiB at most, and begins no piece after 2 s. `done` is called once in the host's mailbox, perhaps before
// this returns; errors as of ReadLog. Both outlive the search.
void SearchLog(ClusterHost& host, Clock& clock, const LogPlace& place, LogWords words,
               std::function<void(absl::StatusOr<LogFinding>)> done);

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_LOG_SEARCH_H_
