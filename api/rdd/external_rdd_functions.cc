#include "api/rdd/external_rdd_functions.h"

#include "absl/strings/str_split.h"
#include "common/fs/input_files.h"

namespace sluice::internal {

std::vector<std::string> WordsOf(const std::string& command) {
  return absl::StrSplit(command, absl::ByAnyChar(" \t\n\r\f"), absl::SkipEmpty());
}

std::vector<std::string> FilesIn(const InputPaths& paths) {
  std::vector<std::string> files;
  for (FoundFile& file : ValueOrThrow(FindInputFiles(paths.absolute()))) files.push_back(std::move(file.path));
  return files;
}

}  // namespace sluice::internal
