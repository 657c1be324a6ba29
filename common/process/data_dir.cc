#include "common/process/data_dir.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/base/version_check.h"
#include "common/fs/files.h"
#include "common/process/data_folder.h"
#include "common/process/process_record.h"

namespace sluice {
namespace fs = std::filesystem;
namespace {

constexpr int kDefaultDirsMax = 1000;
constexpr absl::Duration kTakeOverLimit = absl::Minutes(1);  // A daemon that stops in order already needs less.

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return absl::PermissionDeniedError(StrCat("make the folder ", path, ": ", error.message()));
}

// The folders of all processes in the data folder `path`.
std::vector<fs::path> ProcessFolders(const std::string& path) {
  std::error_code ignored;
  std::vector<fs::path> found;
  for (const auto& application : fs::directory_iterator(StrCat(path, "/applications"), ignored)) {
    for (const auto& process : fs::directory_iterator(application, ignored)) found.push_back(process.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// They are of processes of another machine, or of another daemon of this one.
void RemoveRecords(const std::string& path) {
  std::error_code ignored;  // What cannot be removed is of another boot.
  for (const fs::path& process : ProcessFolders(path)) fs::remove(RecordPath(process), ignored);
}

// Work folders in the data folder `path` whose process does not live any more.
std::vector<fs::path> WorkOfTheDead(const std::string& path) {
  std::error_code ignored;
  std::vector<fs::path> found;
  for (const fs::path& process : ProcessFolders(path)) {
    const fs::path work = WorkPath(process);
    const absl::StatusOr<ProcessRecord> record = ReadProcessRecord(RecordPath(process));
    if (fs::exists(work, ignored) && !(record.ok() && ChildLives(*record))) found.push_back(work);
  }
  return found;
}

std::string Absolute(const std::string& path) {
  std::error_code error;
  return fs::absolute(path, error).lexically_normal().string();
}

std::string VersionPath(const std::string& path) { return StrCat(path, "/version"); }

bool HasLivingProcesses(const std::string& path) {
  const std::vector<fs::path> processes = ProcessFolders(path);
  return std::any_of(processes.begin(), processes.end(), [](const fs::path& process) {
    const absl::StatusOr<ProcessRecord> record = ReadProcessRecord(RecordPath(process));
    return record.ok() && ChildLives(*record);
  });
}

// Else they would end as soon as they heard of this daemon.
absl::Status CheckCanAdopt(const std::string& path) {
  std::string former;
  std::ifstream(VersionPath(path)) >> former;
  if (former.empty() || WorkTogether(former, ThisVersion()) || !HasLivingProcesses(path)) return absl::OkStatus();
  return Annotate(CheckVersion("daemon that started them", former, "one that would adopt them",
                               "end them by a daemon of theirs (SIGTERM to it), or choose another --data-dir"),
                  "processes run under ", path);
}

}  // namespace

absl::StatusOr<DataDir> DataDir::Open(const std::string& path) {
  std::error_code error;
  const std::string absolute = Absolute(path);
  SLUICE_RETURN_IF_ERROR(MakeFolder(absolute));
  absl::StatusOr<FileLock> lock = LockDataFolder(absolute);
  if (absl::IsAlreadyExists(lock.status())) {
    return absl::AlreadyExistsError(
        StrCat(absolute, " is in use by another daemon: choose another --data-dir, or --replace it"));
  }
  SLUICE_RETURN_IF_ERROR(lock.status());
  SLUICE_ASSIGN_OR_RETURN(const bool is_continued, ClaimDataFolder(absolute));
  DataDir dir(absolute, *std::move(lock), is_continued);
  if (!is_continued) RemoveRecords(absolute);
  SLUICE_RETURN_IF_ERROR(CheckCanAdopt(absolute));
  // On a full disk that of the former daemon stays, which says as much.
  (void)LocalFiles().Publish(VersionPath(absolute), StrCat(ThisVersion(), "\n"));
  for (const fs::path& work : WorkOfTheDead(absolute)) fs::remove_all(work, error);  // Else tried again next time.
  SLUICE_RETURN_IF_ERROR(MakeFolder(dir.Executables()));
  SLUICE_RETURN_IF_ERROR(MakeFolder(StrCat(absolute, "/applications")));
  return dir;
}

absl::StatusOr<DataDir> DataDir::TakeOver(const std::string& path) {
  SLUICE_RETURN_IF_ERROR(CheckCanAdopt(Absolute(path)));
  SLUICE_RETURN_IF_ERROR(EndPredecessor(Absolute(path), kTakeOverLimit));
  return Open(path);
}

absl::StatusOr<DataDir> DataDir::OpenFirstFree(const std::string& prefix) {
  std::optional<DataDir> free;
  for (int number = 1; number < kDefaultDirsMax; ++number) {
    const std::string path = number == 1 ? prefix : StrCat(prefix, "-", number);
    std::error_code error;
    if (free.has_value() && !fs::exists(path, error)) return *std::move(free);
    if (free.has_value() && WorkOfTheDead(path).empty()) continue;
    absl::StatusOr<DataDir> dir = Open(path);
    if (dir.ok() && !free.has_value()) free = *std::move(dir);
    if (!free.has_value() && !absl::IsAlreadyExists(dir.status())) return dir.status();
  }
  if (free.has_value()) return *std::move(free);
  return absl::ResourceExhaustedError(StrCat("every folder from ", prefix, " to ", prefix, "-", kDefaultDirsMax - 1,
                                             " is in use by another daemon: choose one by --data-dir"));
}

std::string DataDir::Default(const std::string& name) {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if (state != nullptr && *state == '/') return StrCat(state, "/sluice/", name);
  if (home != nullptr && *home == '/') return StrCat(home, "/.local/state/sluice/", name);
  return StrCat(fs::temp_directory_path().string(), "/sluice-", getuid(), "/", name);
}

std::string DataDir::Executables() const { return StrCat(path_, "/executables"); }

std::string DataDir::ProcessDir(const std::string& application, const std::string& process) const {
  return StrCat(path_, "/applications/", application, "/", process);
}

std::string DataDir::EventLogs() const { return StrCat(path_, "/events"); }
std::string DataDir::AddressPath() const { return StrCat(path_, "/address"); }
std::string DataDir::WorkerIdPath() const { return StrCat(path_, "/worker"); }

std::vector<DataDir::Process> DataDir::Processes() const {
  std::error_code ignored;
  std::vector<Process> found;
  for (const fs::path& folder : ProcessFolders(path_)) {
    if (!fs::exists(RecordPath(folder), ignored)) continue;
    found.push_back({folder.parent_path().filename(), folder.filename()});
  }
  return found;
}

absl::Status DataDir::MakeProcessDir(const std::string& application, const std::string& process) const {
  RemoveWork(application, process);
  return MakeFolder(WorkPath(ProcessDir(application, process)));
}

void DataDir::RemoveWork(const std::string& application, const std::string& process) const {
  std::error_code ignored;  // What cannot be removed is tried again with the folder of the application.
  fs::remove_all(WorkPath(ProcessDir(application, process)), ignored);
  fs::remove(RecordPath(ProcessDir(application, process)), ignored);
  fs::remove(StoppingPath(ProcessDir(application, process)), ignored);
}

void DataDir::RemoveApplication(const std::string& application) const {
  std::error_code ignored;
  fs::remove_all(StrCat(path_, "/applications/", application), ignored);
  fs::remove_all(StrCat(EventLogs(), "/", application), ignored);
}

void DataDir::RemoveOldApplications(int kept, const std::set<std::string>& in_use) const {
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> folders;
  for (const auto& entry : fs::directory_iterator(StrCat(path_, "/applications"), ignored)) {
    if (in_use.contains(entry.path().filename())) continue;
    folders.emplace_back(entry.last_write_time(ignored), entry.path());
  }
  if (folders.size() <= static_cast<size_t>(kept)) return;
  std::sort(folders.rbegin(), folders.rend());
  for (size_t i = kept; i < folders.size(); ++i) fs::remove_all(folders[i].second, ignored);
}

std::string OutputPath(const std::string& process_dir, bool error_stream) {
  return StrCat(process_dir, error_stream ? "/stderr.log" : "/stdout.log");
}

std::string WorkPath(const std::string& process_dir) { return StrCat(process_dir, "/work"); }
std::string RecordPath(const std::string& process_dir) { return StrCat(process_dir, "/process"); }
std::string StoppingPath(const std::string& process_dir) { return StrCat(process_dir, "/stopping"); }

}  // namespace sluice
