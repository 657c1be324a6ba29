#ifndef SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_PLACE_H_
#define SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_PLACE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/file_system.h"
#include "common/fs/files.h"

namespace sluice {

// Where the files of event logs are: a disk, to whose files is appended, or another filesystem, whose files are small
// and put anew with each append. Thread-safe. Errors as of FileSystem.
class EventLogPlace {
 public:
  virtual ~EventLogPlace() = default;
  // Files and folders directly in the folder; none if it is not there.
  virtual absl::StatusOr<std::vector<FoundFile>> List(const std::string& folder) = 0;
  virtual absl::StatusOr<std::string> Read(const std::string& path) = 0;
  // Made with its folder. What was appended survives the process, not always a loss of power.
  virtual absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) = 0;
  virtual absl::Status Remove(const std::string& path) = 0;
  // A file should have no more.
  virtual int64_t file_bytes_max() const = 0;
};

// That of a path on a disk or a URI; lives for ever. Errors as of FileSystemOf.
absl::StatusOr<EventLogPlace*> EventLogPlaceOf(const std::string& path);

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_PLACE_H_
