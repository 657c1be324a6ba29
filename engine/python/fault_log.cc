#include "engine/python/fault_log.h"

#include <optional>

#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"

namespace sluice {
namespace {

// The folder of this process, made when it is asked for.
class Place {
 public:
  static Place& OfThisProcess() {
    static Place place;
    return place;
  }
  absl::StatusOr<std::string> Path() {
    MutexLock lock(&mu_);
    if (!folder_.has_value()) {
      SLUICE_ASSIGN_OR_RETURN(folder_, TemporaryFolder::Create("faults"));
    }
    return folder_->path();
  }

 private:
  Mutex mu_;
  std::optional<TemporaryFolder> folder_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

absl::StatusOr<std::string> FaultFolder() { return Place::OfThisProcess().Path(); }

std::string TakeFaultLog(pid_t pid) {
  const absl::StatusOr<std::string> folder = FaultFolder();
  if (!folder.ok()) return "";
  const std::string path = StrCat(*folder, "/", pid);
  const absl::StatusOr<Buffer> log = LocalFiles().Read(path);
  if (!log.ok()) return "";
  LocalFiles().Remove(path).IgnoreError();  // Another process may get its pid.
  return std::string(log->view());
}

}  // namespace sluice
