#include "common/fs/input_files.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"
#include "common/fs/glob.h"
#include "common/fs/visible_file.h"

namespace sluice {
namespace {

absl::Status AddFilesIn(const std::string& folder, std::vector<FoundFile>& files) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * system, FileSystemOf(folder));
  const auto begin = static_cast<std::ptrdiff_t>(files.size());
  SLUICE_RETURN_IF_ERROR(system->List(folder, [&](FoundFile file) {
    if (!file.is_folder && IsVisibleFile(file.path)) files.push_back(std::move(file));
  }));
  std::sort(files.begin() + begin, files.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return absl::OkStatus();
}

bool IsGlob(std::string_view path) {
  for (size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '\\') {
      ++at;
    } else if (std::string_view("*?[{").find(path[at]) != path.npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string NothingIsAt(const std::string& path) {
  if (IsGlob(WithoutOptions(path))) return StrCat("Input Pattern ", QualifiedPath(path), " matches 0 files");
  return StrCat("Input path does not exist: ", QualifiedPath(path));
}

absl::StatusOr<std::vector<FoundFile>> FindInputFiles(const std::vector<std::string>& paths) {
  std::vector<FoundFile> files;
  std::string missing;
  for (const std::string& path : paths) {
    SLUICE_ASSIGN_OR_RETURN(std::vector<FoundFile> matches, Glob(path));
    if (matches.empty()) {
      missing += StrCat(missing.empty() ? "" : "\n", NothingIsAt(path));
    }
    for (FoundFile& match : matches) {
      if (match.is_folder) {
        SLUICE_RETURN_IF_ERROR(AddFilesIn(match.path, files));
      } else {
        files.push_back(std::move(match));
      }
    }
  }
  if (!missing.empty()) return absl::NotFoundError(missing);
  return files;
}

}  // namespace sluice
