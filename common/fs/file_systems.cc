#include <utility>

#include "absl/container/flat_hash_map.h"
#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/fs/arrow/load_arrow.h"
#include "common/fs/file_system.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

// One for each server and bucket: it keeps connections.
class RemoteFileSystems {
 public:
  absl::StatusOr<FileSystem*> Of(const std::string& path) {
    const FileUri uri = ParseFileUri(path);
    const std::string root = StrCat(uri.scheme, "://", uri.authority, uri.options);
    MutexLock lock(&mutex_);
    std::unique_ptr<FileSystem>& files = opened_[root];
    if (files == nullptr) {
      SLUICE_ASSIGN_OR_RETURN(files, OpenArrowFileSystem(root));
    }
    return files.get();
  }

 private:
  Mutex mutex_;
  absl::flat_hash_map<std::string, std::unique_ptr<FileSystem>> opened_;
};

constexpr size_t kReadBytes = 4 << 20;

}  // namespace

absl::StatusOr<FileSystem*> FileSystemOf(const std::string& path) {
  if (!IsFileUri(path)) return &LocalFileSystem();
  static RemoteFileSystems* const remote = new RemoteFileSystems;
  return remote->Of(path);
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(path));
  SLUICE_ASSIGN_OR_RETURN(const FoundFile found, files->Look(path));
  SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, files->Open(path, 0, found.bytes));
  std::string contents(found.bytes + 1, '\0');  // One more, to see the end.
  size_t filled = 0;
  while (true) {
    SLUICE_ASSIGN_OR_RETURN(const size_t read, file->Read(contents.data() + filled, contents.size() - filled));
    filled += read;
    if (filled < contents.size()) break;
    contents.resize(contents.size() + kReadBytes);
  }
  contents.resize(filled);
  return contents;
}

}  // namespace sluice
