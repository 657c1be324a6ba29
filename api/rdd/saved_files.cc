#include "api/rdd/saved_files.h"

#include "common/fs/file_uri.h"

namespace sluice::internal {

std::string PrepareFolder(const std::string& path, FormerOutput former) {
  std::string folder = AbsolutePath(path);
  ThrowIfError(PrepareTextFolder(folder, former));
  return folder;
}

std::vector<std::string> SavedParts(const std::string& folder) { return ValueOrThrow(FindParts(AbsolutePath(folder))); }

std::string BatchFolder(const std::string& prefix, Time time, const std::string& suffix) {
  std::string folder = AbsolutePath(prefix);
  const std::string name = "-" + std::to_string(time.milliseconds()) + (suffix.empty() ? "" : "." + suffix);
  return folder.insert(WithoutOptions(folder).size(), name);
}

}  // namespace sluice::internal
