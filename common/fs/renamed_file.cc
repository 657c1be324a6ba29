#include "common/fs/renamed_file.h"

#include <string>
#include <utility>

#include "common/fs/file_uri.h"

namespace sluice {
namespace {

// Names that are given to a file while it is looked for; a listing may miss one that is renamed meanwhile, too.
constexpr int kRenamesMost = 4;

bool IsUnchanged(const FoundFile& a, const FoundFile& b) {
  return a.bytes == b.bytes && a.changed_millis == b.changed_millis;
}

// A later file may have the inode of one that is gone: when it was made tells them apart, where that is known.
bool IsSameFile(const FoundFile& a, const FoundFile& b) {
  if (a.inode != b.inode || a.is_folder != b.is_folder) return false;
  return a.made_nanos != 0 && b.made_nanos != 0 ? a.made_nanos == b.made_nanos : IsUnchanged(a, b);
}

// Its former path if it is nowhere.
std::string PathNow(FileSystem& files, const FoundFile& found) {
  const absl::StatusOr<FoundFile> there = files.Look(found.path);
  std::string path = found.path;
  if (there.ok() && there->bytes >= found.bytes) return path;
  const std::string folder = found.path.substr(0, found.path.rfind('/') + 1);
  // What cannot be listed cannot be opened either, which will be told.
  (void)files.List(folder, [&](FoundFile file) {
    if (IsSameFile(file, found)) path = std::move(file.path);
  });
  return path;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileReader>> OpenFound(FileSystem& files, const FoundFile& found, int64_t begin,
                                                      int64_t end) {
  if (found.inode == 0) return files.Open(found.path, begin, end);
  for (int left = kRenamesMost;; --left) {
    absl::StatusOr<std::unique_ptr<FileReader>> file = files.Open(PathNow(files, found), begin, end);
    if (left == 0 || !absl::IsNotFound(file.status())) return file;
  }
}

}  // namespace sluice
