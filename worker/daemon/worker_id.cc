#include "worker/daemon/worker_id.h"

#include <fstream>

#include "common/base/status.h"
#include "common/fs/files.h"

namespace sluice {

absl::StatusOr<std::string> WorkerIdOf(const DataDir& data_dir, const std::string& new_id) {
  std::string former;
  std::ifstream(data_dir.WorkerIdPath()) >> former;
  if (data_dir.is_continued() && !former.empty()) return former;
  SLUICE_RETURN_IF_ERROR(LocalFiles().Publish(data_dir.WorkerIdPath(), StrCat(new_id, "\n")));
  return new_id;
}

}  // namespace sluice
