#ifndef SLUICE_ENGINE_PYTHON_FILES_FOLDERS_H_
#define SLUICE_ENGINE_PYTHON_FILES_FOLDERS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/fs/temporary_folder.h"
#include "engine/python/python_file.h"

namespace sluice {

// Where functions that run in this process's workers find the files that their program has added: what
// SparkFiles.getRootDirectory says there. Thread-safe.
class FilesFolders {
 public:
  static FilesFolders& OfThisProcess();

  // The folder in place of the program's folder `name`, when it has these. `python` unpacks archives.
  absl::StatusOr<std::string> PathWith(const std::string& name, const std::vector<PythonFile>& files,
                                       const std::string& python);

 private:
  struct Folder {
    std::optional<TemporaryFolder> place;
    std::map<std::string, int64_t> key_by_name;  // Each file was written of a variable with that key.
  };
  static absl::Status Put(const PythonFile& file, const std::string& python, Folder& folder);

  Mutex mu_;
  std::map<std::string, Folder> by_name_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_FILES_FOLDERS_H_
