#include "driver/history/log/rolling_event_log.h"

#include <algorithm>

#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "driver/history/log/event_frame.h"
#include "driver/history/log/event_log_files.h"

namespace sluice {

absl::Status RollingEventLog::Write(const EventChunk& chunk) {
  if (chunk.begins_file) SLUICE_RETURN_IF_ERROR(BeginFile());
  SLUICE_ASSIGN_OR_RETURN(const std::string frame, PackEventFrame(chunk.records));
  file_bytes_ += static_cast<int64_t>(frame.size());
  return file_->Append(frame);
}

bool RollingEventLog::is_full() const { return file_bytes_ >= std::min(limits_.file_bytes, place_.file_bytes_max()); }

absl::Status RollingEventLog::BeginFile() {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<EventLogFile> files, EventLogFiles(place_, folder_));
  SLUICE_RETURN_IF_ERROR(RemoveOldest(files));
  const int64_t number = files.empty() ? 1 : files.back().number + 1;
  SLUICE_ASSIGN_OR_RETURN(file_, place_.Create(ChildPath(folder_, EventFileName(number))));
  file_bytes_ = 0;
  return absl::OkStatus();
}

absl::Status RollingEventLog::RemoveOldest(const std::vector<EventLogFile>& files) {
  int64_t bytes = std::min(limits_.file_bytes, place_.file_bytes_max());
  for (const EventLogFile& file : files) bytes += file.bytes;
  for (const EventLogFile& file : files) {
    if (bytes <= limits_.log_bytes) break;
    SLUICE_RETURN_IF_ERROR(place_.Remove(file.path));
    bytes -= file.bytes;
  }
  return absl::OkStatus();
}

}  // namespace sluice
