#include "driver/history/log/event_log_place.h"

#include <limits>
#include <map>
#include <utility>

#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

// A file of a filesystem that knows no appending.
class RepublishedFile : public AppendFile {
 public:
  RepublishedFile(FileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
  absl::Status Append(std::string_view bytes) override {
    contents_ += bytes;
    return files_.Publish(path_, contents_);
  }
  absl::Status Sync() override { return absl::OkStatus(); }

 private:
  FileSystem& files_;
  const std::string path_;
  std::string contents_;
};

class RemotePlace : public EventLogPlace {
 public:
  explicit RemotePlace(FileSystem& files) : files_(files) {}

  absl::StatusOr<std::vector<FoundFile>> List(const std::string& folder) override {
    std::vector<FoundFile> found;
    const absl::Status listed = files_.List(folder, [&found](FoundFile file) { found.push_back(std::move(file)); });
    if (!listed.ok() && !absl::IsNotFound(listed)) return listed;
    return found;
  }
  absl::StatusOr<std::string> Read(const std::string& path) override { return ReadWholeFile(path); }
  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    return std::make_unique<RepublishedFile>(files_, path);
  }
  absl::Status Remove(const std::string& path) override { return files_.Remove(path); }
  int64_t file_bytes_max() const override { return 1 << 20; }  // Each append sends all of it.

 private:
  FileSystem& files_;
};

class DiskPlace : public RemotePlace {
 public:
  DiskPlace() : RemotePlace(LocalFileSystem()) {}

  absl::StatusOr<std::unique_ptr<AppendFile>> Create(const std::string& path) override {
    SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(path.substr(0, path.rfind('/'))));
    return LocalFiles().OpenAppend(path);
  }
  int64_t file_bytes_max() const override { return std::numeric_limits<int64_t>::max(); }
};

class Places {
 public:
  EventLogPlace& Of(FileSystem& files) {
    MutexLock lock(&mutex_);
    std::unique_ptr<EventLogPlace>& place = places_[&files];
    if (place == nullptr) place = std::make_unique<RemotePlace>(files);
    return *place;
  }

 private:
  Mutex mutex_;
  std::map<FileSystem*, std::unique_ptr<EventLogPlace>> places_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<EventLogPlace*> EventLogPlaceOf(const std::string& path) {
  static DiskPlace* const disk = new DiskPlace;
  static Places* const places = new Places;
  if (!IsFileUri(path)) return disk;
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(path));
  return &places->Of(*files);
}

}  // namespace sluice
