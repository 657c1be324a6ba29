#include "engine/rdd/text_file.h"

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/fs/files.h"

namespace sluice {

absl::Status PrepareTextFolder(const std::string& folder) {
  absl::StatusOr<std::vector<std::string>> there = LocalFiles().List(folder);
  if (there.ok() && !there->empty()) {
    return absl::AlreadyExistsError(absl::StrCat("Output directory ", folder, " already exists"));
  }
  return LocalFiles().MakeFolder(folder);
}

namespace {

std::string PartPath(const std::string& folder, int partition) {
  return absl::StrFormat("%s/part-%05d", folder, partition);
}

}  // namespace

std::vector<std::string> PartPaths(const std::string& folder, int partitions) {
  std::vector<std::string> paths;
  for (int partition = 0; partition < partitions; ++partition) paths.push_back(PartPath(folder, partition));
  return paths;
}

absl::Status WriteTextPart(const std::string& folder, int partition, std::string_view text) {
  // The driver may have made the folder on another machine.
  SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(folder));
  return LocalFiles().Publish(PartPath(folder, partition), text);
}

absl::Status FinishTextFolder(const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(std::vector<std::string> names, LocalFiles().List(folder));
  for (const std::string& name : names) {
    if (absl::EndsWith(name, ".tmp")) SLUICE_RETURN_IF_ERROR(LocalFiles().Remove(absl::StrCat(folder, "/", name)));
  }
  return LocalFiles().Publish(absl::StrCat(folder, "/_SUCCESS"), "");
}

}  // namespace sluice
