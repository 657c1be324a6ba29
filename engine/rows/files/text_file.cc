#include "engine/rows/files/text_file.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/str_cat.h"
#include "common/fs/file_system.h"
#include "common/fs/file_uri.h"
#include "common/fs/input_files.h"

namespace sluice {
namespace {

std::string PartPath(const std::string& folder, int partition, std::string_view name = "part-") {
  return ChildPath(folder, absl::StrFormat("%s%05d", name, partition));
}

constexpr std::string_view kSuccess = "_SUCCESS";

bool IsOutput(std::string_view name) { return name == kSuccess || name.starts_with("part-"); }

}  // namespace

absl::Status PrepareTextFolder(const std::string& folder, FormerOutput former) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(folder));
  std::set<std::string> there;  // Sorted, so that _SUCCESS goes before what it stands for.
  const absl::Status listed = files->List(folder, [&](FoundFile file) { there.insert(std::move(file.path)); });
  if (absl::IsNotFound(listed)) return files->MakeFolder(folder);
  SLUICE_RETURN_IF_ERROR(listed);
  if (!there.empty() && former == FormerOutput::kIsAnError) {
    return absl::AlreadyExistsError(StrCat("Output directory ", QualifiedPath(folder), " already exists"));
  }
  for (const std::string& path : there) {
    if (IsOutput(FileName(path))) SLUICE_RETURN_IF_ERROR(files->Remove(path));
  }
  return absl::OkStatus();
}

std::vector<std::string> PartPaths(const std::string& folder, int partitions) {
  std::vector<std::string> paths;
  for (int partition = 0; partition < partitions; ++partition) paths.push_back(PartPath(folder, partition));
  return paths;
}

absl::StatusOr<std::vector<std::string>> FindParts(const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(folder));
  std::vector<std::string> parts;
  const absl::Status listed = files->List(folder, [&](FoundFile file) {
    const std::string_view name = FileName(file.path);
    if (name.starts_with("part-") && !name.ends_with(".tmp")) parts.push_back(std::move(file.path));
  });
  if (absl::IsNotFound(listed)) {
    return absl::NotFoundError(NothingIsAt(folder));
  }
  SLUICE_RETURN_IF_ERROR(listed);
  std::sort(parts.begin(), parts.end());
  return parts;
}

absl::Status WriteTextPart(const std::string& folder, std::string_view name, int partition, std::string_view text) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(folder));
  return files->Publish(PartPath(folder, partition, name), text);
}

absl::Status FinishTextFolder(const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(folder));
  std::vector<std::string> left_over;
  const absl::Status listed = files->List(folder, [&](FoundFile file) {
    if (FileName(file.path).ends_with(".tmp")) left_over.push_back(std::move(file.path));
  });
  if (!absl::IsNotFound(listed)) SLUICE_RETURN_IF_ERROR(listed);  // Objects have no folder before the first part.
  for (const std::string& path : left_over) SLUICE_RETURN_IF_ERROR(files->Remove(path));
  return files->Publish(ChildPath(folder, kSuccess), "");
}

}  // namespace sluice
