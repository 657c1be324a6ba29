#include "tools/checkpoint/read_only_files.h"

#include <algorithm>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"

namespace sluice {

absl::StatusOr<ReadOnlyFiles> ReadOnlyFiles::In(const std::string& folder) {
  const std::string root = AbsolutePath(folder);
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(root));
  SLUICE_RETURN_IF_ERROR(files->List(root, [](const FoundFile&) {}));
  return ReadOnlyFiles(*files, root);
}

std::string ReadOnlyFiles::PathOf(const std::string& relative) const {
  const std::string_view path = relative.starts_with('/') ? std::string_view(relative).substr(1) : relative;
  return path.empty() ? root_ : ChildPath(root_, path);
}

absl::StatusOr<std::vector<FoundFile>> ReadOnlyFiles::FilesIn(const std::string& folder) const {
  std::vector<FoundFile> found;
  SLUICE_RETURN_IF_ERROR(files_.List(PathOf(folder), [&](FoundFile file) {
    file.path = StrCat(folder, folder.empty() ? "" : "/", FileName(file.path));
    found.push_back(std::move(file));
  }));
  std::sort(found.begin(), found.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return found;
}

absl::StatusOr<std::vector<FoundFile>> ReadOnlyFiles::Walk(const std::string& folder) const {
  std::vector<FoundFile> files;
  absl::StatusOr<std::vector<FoundFile>> found = FilesIn(folder);
  if (absl::IsNotFound(found.status())) return files;
  SLUICE_RETURN_IF_ERROR(found.status());
  for (FoundFile& file : *found) {
    if (!file.is_folder) {
      files.push_back(std::move(file));
      continue;
    }
    SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> below, Walk(file.path));
    files.insert(files.end(), below.begin(), below.end());
  }
  return files;
}

absl::StatusOr<Buffer> ReadOnlyFiles::Read(const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(std::string contents, ReadWholeFile(PathOf(path)));
  return Buffer::FromString(std::move(contents));
}

absl::StatusOr<Buffer> ReadOnlyFiles::ReadPart(const std::string& path, int64_t offset, int64_t bytes) {
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<FileReader> file, files_.Open(PathOf(path), offset, offset + bytes));
  std::string part(bytes, '\0');
  SLUICE_ASSIGN_OR_RETURN(const size_t got, file->Read(part.data(), part.size()));
  part.resize(got);
  return Buffer::FromString(std::move(part));
}

absl::StatusOr<std::vector<std::string>> ReadOnlyFiles::List(const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> found, FilesIn(folder));
  std::vector<std::string> names;
  for (const FoundFile& file : found) names.emplace_back(FileName(file.path));
  return names;
}

absl::Status ReadOnlyFiles::Refusal(const std::string& path) {
  return absl::PermissionDeniedError(StrCat(path, " is looked at, and nothing is changed"));
}

}  // namespace sluice
