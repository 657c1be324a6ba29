#include "driver/ended/logged_applications.h"

#include <algorithm>

#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "common/observe/logging.h"
#include "driver/history/log/event_log_files.h"

namespace sluice {
namespace {

absl::Status Unknown(const std::string& id) {
  return absl::NotFoundError(
      StrCat("no event log of application ", id, " is there: there was none, or it was removed"));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> LoggedApplications::Ids() {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> found, place_.List(folder_));
  std::vector<std::string> ids;
  for (const FoundFile& file : found) {
    if (file.is_folder) ids.emplace_back(FileName(file.path));
  }
  std::sort(ids.rbegin(), ids.rend());
  return ids;
}

absl::StatusOr<int64_t> LoggedApplications::LogBytes(const std::string& id) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> ids, Ids());
  // Who asks may ask for anything, as the folder above.
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) return Unknown(id);
  SLUICE_ASSIGN_OR_RETURN(const std::vector<EventLogFile> files, EventLogFiles(place_, ChildPath(folder_, id)));
  if (files.empty()) return Unknown(id);
  int64_t bytes = 0;
  for (const EventLogFile& file : files) bytes += file.bytes;
  return bytes;
}

absl::StatusOr<LoggedApplication> LoggedApplications::Remembered(const std::string& id) {
  return Replayed(id, remembered_);
}
absl::StatusOr<LoggedApplication> LoggedApplications::Outlined(const std::string& id) {
  return Replayed(id, outlined_);
}

absl::StatusOr<LoggedApplication> LoggedApplications::Replayed(const std::string& id, Memory& memory) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t bytes, LogBytes(id));
  std::list<Kept>& kept = memory.kept;
  const auto known = std::find_if(kept.begin(), kept.end(), [&id](const Kept& one) { return one.id == id; });
  if (known != kept.end() && known->log_bytes == bytes) {
    kept.splice(kept.begin(), kept, known);
    return known->application;
  }
  if (known != kept.end()) kept.erase(known);
  auto history = std::make_shared<History>();
  EventLogExtent extent;
  const absl::Status replayed = ReplayEventLog(place_, ChildPath(folder_, id), memory.tail_bytes, extent, *history);
  if (!replayed.ok() && extent.events == 0) return replayed;
  if (!replayed.ok()) LogWarning("history", "application ", id, " is known in part: ", replayed.message());
  kept.push_front({id, bytes, {std::move(history), std::string(replayed.message())}});
  if (kept.size() > memory.kept_max) kept.pop_back();
  return kept.front().application;
}

}  // namespace sluice
