#include "role/python/program_files.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "common/settings/python.h"

namespace sluice {
namespace {

constexpr std::string_view kScript = "script/", kModules = "modules/", kFiles = "files/", kArchives = "archives/";
constexpr const char* kArchiveEndings[] = {".zip", ".jar", ".tar", ".tar.gz", ".tgz"};
constexpr const char* kModuleEndings[] = {".py", ".zip", ".egg", ".jar", ".whl"};

template <size_t n>
bool EndsWithOne(const std::string& path, const char* const (&endings)[n]) {
  return std::any_of(endings, endings + n, [&](const char* ending) { return absl::EndsWith(path, ending); });
}

absl::StatusOr<NamedFile> ParseFile(std::string_view text, const TextSetting& setting) {
  const size_t mark = text.find('#');
  std::string path(text.substr(0, mark));
  for (const char* scheme : {"file://", "file:"}) {
    if (absl::StartsWith(path, scheme)) path.erase(0, std::strlen(scheme));
  }
  if (path.find("://") != std::string::npos) {
    return absl::InvalidArgumentError(
        StrCat(setting.key, " names ", path, ": files of this machine travel with a program, others do not"));
  }
  std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();
  std::string name = mark == std::string_view::npos ? whole.filename().string() : std::string(text.substr(mark + 1));
  return NamedFile{.path = whole.string(), .name = std::move(name)};
}

absl::Status CheckReadable(const std::string& what, const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::InvalidArgumentError(StrCat(what, " ", path, " is a folder"));
  }
  if (access(path.c_str(), R_OK) == 0) return absl::OkStatus();
  return absl::NotFoundError(StrCat(what, " ", path, ": ", std::strerror(errno)));
}

template <size_t n>
absl::Status CheckEach(const Conf& conf, const TextSetting& setting, const char* const (&endings)[n]) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<NamedFile> files, FilesIn(conf, setting));
  for (const NamedFile& file : files) {
    SLUICE_RETURN_IF_ERROR(CheckReadable(std::string(setting.key), file.path));
    if (EndsWithOne(file.path, endings)) continue;
    return absl::InvalidArgumentError(
        StrCat(setting.key, " ", file.path, ": expected a name that ends with ", absl::StrJoin(endings, ", ")));
  }
  return absl::OkStatus();
}

void Append(const TextSetting& setting, const std::string& file, Conf& conf) {
  const std::string former = conf.Get(setting);
  conf.Set(setting.key, former.empty() ? file : StrCat(former, ",", file));
}

}  // namespace

absl::StatusOr<std::vector<NamedFile>> FilesIn(const Conf& conf, const TextSetting& setting) {
  std::vector<NamedFile> files;
  const std::string list = conf.Get(setting);
  for (absl::string_view text : absl::StrSplit(list, ',', absl::SkipWhitespace())) {
    SLUICE_ASSIGN_OR_RETURN(NamedFile file, ParseFile(ToStd(absl::StripAsciiWhitespace(text)), setting));
    files.push_back(std::move(file));
  }
  return files;
}

absl::StatusOr<PackedProgram> FilesOf(const PythonProgram& program) {
  PackedProgram packed{.working_folder = program.working_folder};
  const auto add = [&packed](std::string_view folder, const std::string& name, const std::string& path) {
    packed.files.push_back({.path_in_folder = StrCat(folder, name), .path = path});
  };
  add(kScript, std::filesystem::path(program.script).filename().string(), program.script);
  SLUICE_ASSIGN_OR_RETURN(const std::vector<NamedFile> modules, FilesIn(program.conf, settings::kProgramModules));
  for (const NamedFile& file : modules) add(kModules, std::filesystem::path(file.path).filename().string(), file.path);
  SLUICE_ASSIGN_OR_RETURN(const std::vector<NamedFile> files, FilesIn(program.conf, settings::kProgramFiles));
  for (const NamedFile& file : files) add(kFiles, file.name, file.path);
  SLUICE_ASSIGN_OR_RETURN(const std::vector<NamedFile> archives, FilesIn(program.conf, settings::kProgramArchives));
  for (const NamedFile& file : archives) {
    add(kArchives, StrCat(file.name, "/", std::filesystem::path(file.path).filename().string()), file.path);
  }
  return packed;
}

void AddFiles(const PackedProgram& packed, PythonProgram& program) {
  program.working_folder = packed.working_folder;
  for (const PackedFile& file : packed.files) {
    if (absl::StartsWith(file.path_in_folder, ToAbsl(kScript))) program.script = file.path;
    if (absl::StartsWith(file.path_in_folder, ToAbsl(kModules)))
      Append(settings::kProgramModules, file.path, program.conf);
    if (absl::StartsWith(file.path_in_folder, ToAbsl(kFiles))) Append(settings::kProgramFiles, file.path, program.conf);
    if (!absl::StartsWith(file.path_in_folder, ToAbsl(kArchives))) continue;
    const std::string name = std::filesystem::path(file.path).parent_path().filename().string();
    Append(settings::kProgramArchives, StrCat(file.path, "#", name), program.conf);
  }
}

absl::Status CheckFiles(const PythonProgram& program) {
  if (!program.script.empty()) SLUICE_RETURN_IF_ERROR(CheckReadable("the script", program.script));
  SLUICE_RETURN_IF_ERROR(CheckEach(program.conf, settings::kProgramModules, kModuleEndings));
  SLUICE_RETURN_IF_ERROR(CheckEach(program.conf, settings::kProgramArchives, kArchiveEndings));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<NamedFile> files, FilesIn(program.conf, settings::kProgramFiles));
  for (const NamedFile& file : files)
    SLUICE_RETURN_IF_ERROR(CheckReadable(std::string(settings::kProgramFiles.key), file.path));
  return absl::OkStatus();
}

}  // namespace sluice
