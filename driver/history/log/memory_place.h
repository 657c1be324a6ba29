#ifndef SLUICE_DRIVER_HISTORY_LOG_MEMORY_PLACE_H_
#define SLUICE_DRIVER_HISTORY_LOG_MEMORY_PLACE_H_

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/str_cat.h"
#include "driver/history/log/event_log_place.h"

namespace sluice {

// Files of event logs, for tests: a disk that can fail. Not thread-safe.
class MemoryPlace : public EventLogPlace {
 public:
  absl::StatusOr<std::vector<FoundFile>> List(const std::string& folder) override {
    std::vector<FoundFile> found;
    for (const auto& [path, bytes] : files) {
      if (path.starts_with(folder + "/")) found.push_back({.path = path, .bytes = static_cast<int64_t>(bytes.size())});
    }
    return found;
  }
  absl::StatusOr<std::string> Read(const std::string& path) override {
    const auto found = files.find(path);
    if (found == files.end()) return absl::NotFoundError(StrCat("no such file: ", path));
    return found->second;
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    if (!error.ok()) return error;
    files[path];
    return std::make_unique<File>(*this, path);
  }
  absl::Status Remove(const std::string& path) override {
    files.erase(path);
    return absl::OkStatus();
  }
  int64_t file_bytes_max() const override { return bytes_max; }

  std::map<std::string, std::string> files;  // The keys are paths.
  absl::Status error;                        // Each change ends with it from now on.
  int64_t bytes_max = std::numeric_limits<int64_t>::max();
  int appends = 0;

 private:
  class File : public AppendFile {
   public:
    File(MemoryPlace& place, std::string path) : place_(place), path_(std::move(path)) {}
    absl::Status Append(std::string_view bytes) override {
      ++place_.appends;
      if (place_.error.ok()) place_.files[path_] += bytes;
      return place_.error;
    }
    absl::Status Sync() override { return absl::OkStatus(); }

   private:
    MemoryPlace& place_;
    const std::string path_;
  };
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_MEMORY_PLACE_H_
