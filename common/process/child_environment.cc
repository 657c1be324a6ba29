#include "common/process/child_environment.h"

#include <unistd.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr char kLibraryPath[] = "LD_LIBRARY_PATH=";

std::string InstallationLibraries(const std::string& daemon_executable) {
  const std::filesystem::path folder = std::filesystem::path(daemon_executable).parent_path();
  return StrCat(folder.string(), ":", (folder.parent_path() / "lib").string());
}

}  // namespace

std::vector<std::string> ChildEnvironment(const std::vector<std::string>& own, const std::string& daemon_executable,
                                          const RoleEnvironment& role) {
  std::vector<std::string> variables = ToVariables(role);
  std::string libraries = InstallationLibraries(daemon_executable);
  for (const std::string& variable : own) {
    if (absl::StartsWith(variable, kLibraryPath)) {
      libraries += StrCat(":", variable.substr(sizeof(kLibraryPath) - 1));
    } else if (!absl::StartsWith(variable, "SLUICE_")) {
      variables.push_back(variable);
    }
  }
  variables.push_back(kLibraryPath + libraries);
  return variables;
}

std::vector<std::string> ChildEnvironment(const RoleEnvironment& role) {
  std::vector<std::string> own;
  for (char** variable = environ; *variable != nullptr; ++variable) own.emplace_back(*variable);
  std::error_code error;
  return ChildEnvironment(own, std::filesystem::read_symlink("/proc/self/exe", error).string(), role);
}

}  // namespace sluice
