#include "engine/python/files_folders.h"

#include "common/base/status.h"

namespace sluice {

FilesFolders& FilesFolders::OfThisProcess() {
  static FilesFolders folders;
  return folders;
}

absl::StatusOr<std::string> FilesFolders::PathWith(const std::string& name, const std::vector<PythonFile>& files,
                                                   const std::string& python) {
  MutexLock lock(&mu_);
  Folder& folder = by_name_[name];
  if (!folder.place.has_value()) {
    SLUICE_ASSIGN_OR_RETURN(folder.place, TemporaryFolder::Create("files"));
  }
  for (const PythonFile& file : files) SLUICE_RETURN_IF_ERROR(Put(file, python, folder));
  return folder.place->path();
}

absl::Status FilesFolders::Put(const PythonFile& file, const std::string& python, Folder& folder) {
  const int64_t key = file.contents.value()->name().key;
  const auto written = folder.key_by_name.find(file.path_in_folder);
  if (written != folder.key_by_name.end() && written->second == key) return absl::OkStatus();
  const Buffer contents = file.contents.value()->encoded();
  SLUICE_RETURN_IF_ERROR(
      PutFile(folder.place->path(), file.path_in_folder, file.archive_format, contents.view(), python));
  folder.key_by_name[file.path_in_folder] = key;
  return absl::OkStatus();
}

}  // namespace sluice
