#include "common/fs/names_in.h"

namespace sluice {

absl::StatusOr<std::vector<std::string>> NamesIn(Files& files, const std::string& folder) {
  absl::StatusOr<std::vector<std::string>> names = files.List(folder);
  return absl::IsNotFound(names.status()) ? std::vector<std::string>() : std::move(names);
}

}  // namespace sluice
