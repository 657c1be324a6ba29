#include "engine/python/python_broadcast.h"

#include <map>
#include <optional>
#include <utility>

#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"

namespace sluice {
namespace {

// The files of a process, each as long as its variable.
class BroadcastFiles {
 public:
  static BroadcastFiles& OfThisProcess() {
    static BroadcastFiles files;
    return files;
  }

  absl::StatusOr<std::string> FileOf(const std::shared_ptr<BroadcastValue>& value) {
    MutexLock lock(&mu_);
    RemoveUnused();
    File& file = files_[value->name().key];
    if (file.value.lock() == value) return file.path;
    if (!folder_.has_value()) {
      SLUICE_ASSIGN_OR_RETURN(folder_, TemporaryFolder::Create("broadcasts"));
    }
    const std::string path = StrCat(folder_->path(), "/", next_++);
    SLUICE_RETURN_IF_ERROR(LocalFiles().Publish(path, value->encoded().view()));
    file = {value, path};
    return path;
  }

 private:
  struct File {
    std::weak_ptr<BroadcastValue> value;
    std::string path;
  };

  void RemoveUnused() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    std::erase_if(files_, [](const auto& entry) {
      if (!entry.second.value.expired()) return false;
      LocalFiles().Remove(entry.second.path).IgnoreError();
      return true;
    });
  }

  Mutex mu_;
  std::optional<TemporaryFolder> folder_ ABSL_GUARDED_BY(mu_);
  std::map<int64_t, File> files_ ABSL_GUARDED_BY(mu_);
  int64_t next_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace

absl::StatusOr<std::string> PythonBroadcast::File() const {
  if (value_->is_destroyed()) {
    return absl::FailedPreconditionError(StrCat("Attempted to use Broadcast(", id(), ") after it was destroyed"));
  }
  return BroadcastFiles::OfThisProcess().FileOf(value_);
}

}  // namespace sluice
