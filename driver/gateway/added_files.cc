#include "driver/gateway/added_files.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/file_system.h"
#include "common/fs/file_uri.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {
namespace {

// Where a file is, and what it is to be called.
struct Place {
  std::string path;
  std::string name;
  std::string uri() const { return IsFileUri(path) ? WithoutSecrets(path) : StrCat("file:", path); }
};

std::optional<FoundFile> Look(const std::string& path) {
  const absl::StatusOr<FileSystem*> files = FileSystemOf(path);
  if (!files.ok()) return std::nullopt;
  absl::StatusOr<FoundFile> found = (*files)->Look(path);
  return found.ok() ? std::optional(*std::move(found)) : std::nullopt;
}

// What follows a '#' is a name, unless the file is called so.
Place PlaceOf(const std::string& path) {
  const size_t sign = path.rfind('#');
  const bool is_renamed = sign != std::string::npos && !Look(AbsolutePath(path)).has_value();
  const std::string whole = AbsolutePath(is_renamed ? path.substr(0, sign) : path);
  return {whole, is_renamed ? path.substr(sign + 1) : std::string(FileName(WithoutOptions(whole)))};
}

absl::StatusOr<FoundFile> Find(const Place& place) {
  SLUICE_RETURN_IF_ERROR(FileSystemOf(place.path).status());  // Nobody knows the scheme.
  if (std::optional<FoundFile> found = Look(place.path)) return *std::move(found);
  return JavaError("java.io.FileNotFoundException", StrCat("File ", place.uri(), " does not exist"));
}

// The files of a folder and of those in it, with their names from `name` on.
absl::Status Walk(const std::string& folder, const std::string& name, std::vector<Place>& places) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(folder));
  std::vector<FoundFile> folders;
  SLUICE_RETURN_IF_ERROR(files->List(folder, [&](FoundFile file) {
    if (file.is_folder) {
      folders.push_back(std::move(file));
    } else {
      places.push_back({file.path, StrCat(name, "/", FileName(WithoutOptions(file.path)))});
    }
  }));
  for (const FoundFile& inner : folders) {
    SLUICE_RETURN_IF_ERROR(Walk(inner.path, StrCat(name, "/", FileName(WithoutOptions(inner.path))), places));
  }
  return absl::OkStatus();
}

std::string ArchiveFormat(std::string_view path) {
  for (const char* end : {".zip", ".jar"}) {
    if (path.ends_with(end)) return "zip";
  }
  for (const char* end : {".tar.gz", ".tgz"}) {
    if (path.ends_with(end)) return "gztar";
  }
  return path.ends_with(".tar") ? "tar" : "";
}

bool HaveSameContents(const std::vector<PythonFile>& a, const std::vector<PythonFile>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const PythonFile& one, const PythonFile& other) {
    return one.path_in_folder == other.path_in_folder &&
           one.contents.value()->encoded().view() == other.contents.value()->encoded().view();
  });
}

}  // namespace

AddedFiles::AddedFiles(JobRunner& jobs, std::string folder, std::string python)
    : jobs_(jobs), folder_(std::move(folder)), python_(std::move(python)) {}

absl::StatusOr<PythonFile> AddedFiles::Load(const std::string& source, std::string name, std::string format) const {
  SLUICE_ASSIGN_OR_RETURN(std::string contents, ReadWholeFile(source));
  const auto free = [&jobs = jobs_](VariableKey key) { jobs.FreeBroadcast(key); };
  return PythonFile{.path_in_folder = std::move(name),
                    .archive_format = std::move(format),
                    .contents = PythonBroadcast(BroadcastValue::Offer(
                        jobs_.NextVariableKey(), std::make_shared<std::string>(), std::move(contents), free))};
}

absl::Status AddedFiles::AddFile(const std::string& path, bool recursive) {
  const Place place = PlaceOf(path);
  if (Has(place.name, place.uri())) return absl::OkStatus();
  SLUICE_ASSIGN_OR_RETURN(const FoundFile found, Find(place));
  std::vector<Place> places = {place};
  if (found.is_folder) {
    if (!recursive) {
      return JavaError(kSparkException,
                       StrCat("Added file ", place.uri(), " is a directory and recursive is not turned on."));
    }
    places.clear();
    SLUICE_RETURN_IF_ERROR(Walk(place.path, place.name, places));
  }
  Added added{.uri = place.uri()};
  for (const Place& one : places) {
    SLUICE_ASSIGN_OR_RETURN(PythonFile file, Load(one.path, one.name, /*format=*/""));
    added.files.push_back(std::move(file));
  }
  return Add(place.name, std::move(added));
}

absl::Status AddedFiles::AddArchive(const std::string& path) {
  const Place place = PlaceOf(path);
  if (Has(place.name, place.uri())) return absl::OkStatus();
  SLUICE_RETURN_IF_ERROR(Find(place).status());
  SLUICE_ASSIGN_OR_RETURN(PythonFile file, Load(place.path, place.name, ArchiveFormat(WithoutOptions(place.path))));
  return Add(place.name, {.uri = place.uri(), .is_archive = true, .files = {std::move(file)}});
}

bool AddedFiles::Has(const std::string& name, const std::string& uri) const {
  MutexLock lock(&mu_);
  const auto found = by_name_.find(name);
  return found != by_name_.end() && found->second.uri == uri;
}

absl::Status AddedFiles::Add(const std::string& name, Added added) {
  MutexLock lock(&mu_);
  if (const auto former = by_name_.find(name); former != by_name_.end()) {
    if (HaveSameContents(former->second.files, added.files)) return absl::OkStatus();
    return JavaError(kSparkException,
                     StrCat("File ", folder_, "/", name, " exists and does not match contents of ", added.uri));
  }
  for (const PythonFile& file : added.files) {
    SLUICE_RETURN_IF_ERROR(
        PutFile(folder_, file.path_in_folder, file.archive_format, file.contents.value()->encoded().view(), python_));
  }
  by_name_[name] = std::move(added);
  return absl::OkStatus();
}

std::vector<std::string> AddedFiles::Uris(bool archives) const {
  std::vector<std::string> uris;
  MutexLock lock(&mu_);
  for (const auto& [name, added] : by_name_) {
    if (added.is_archive == archives) uris.push_back(added.uri);
  }
  return uris;
}

std::vector<PythonFile> AddedFiles::files() const {
  std::vector<PythonFile> files;
  MutexLock lock(&mu_);
  for (const auto& [name, added] : by_name_) files.insert(files.end(), added.files.begin(), added.files.end());
  return files;
}

}  // namespace sluice::gateway
