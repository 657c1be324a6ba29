#include "worker/daemon/executor_processes.h"

#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/observe/logging.h"
#include "common/process/child_environment.h"
#include "common/process/output_log.h"

namespace sluice {
namespace {

constexpr absl::Duration kStopGrace = absl::Seconds(12);  // An executor drains for 10 s at most.
constexpr int kApplicationsKept = 50;                     // Logs of applications that do not run here any more.
constexpr int64_t kReadBytesMax = 1 << 20;
constexpr char kLog[] = "daemon";

// What the next daemon cannot know of an executor otherwise.
std::map<std::string, std::string> Notes(const ExecutorLaunch& launch) {
  return {{"cores", StrCat(launch.role.cores)},
          {"build-id", launch.executable.build_id},
          {"checksum", launch.executable.checksum},
          {"bytes", StrCat(launch.executable.bytes)}};
}

// DATA_LOSS: it was no executor.
absl::StatusOr<ExecutorProcesses::Executor> FromNotes(std::map<std::string, std::string> notes) {
  ExecutorProcesses::Executor executor;
  executor.executable = {.build_id = notes["build-id"], .checksum = notes["checksum"]};
  const bool is_whole = absl::SimpleAtoi(notes["cores"], &executor.cores) && executor.cores > 0 &&
                        absl::SimpleAtoi(notes["bytes"], &executor.executable.bytes);
  if (!is_whole) return absl::DataLossError("it does not say which executable an executor runs, and on how many cores");
  return executor;
}

}  // namespace

std::string ExecutorProcesses::FolderOf(const ExecutorName& name) const {
  return data_dir_.ProcessDir(name.first.value(), ToString(name.second));
}

absl::StatusOr<int64_t> ExecutorProcesses::Start(const ExecutorLaunch& launch, const std::string& executable) {
  if (closed_) return absl::UnavailableError("the worker daemon is stopping");
  if (executors_.contains(launch.name)) return absl::AlreadyExistsError("it runs here already");
  const std::string folder = FolderOf(launch.name);
  SLUICE_RETURN_IF_ERROR(data_dir_.MakeProcessDir(launch.name.first.value(), ToString(launch.name.second)));
  RoleEnvironment role = launch.role;
  role.work_dir = WorkPath(folder);
  ChildOptions options{.name = StrCat("executor ", launch.name.second, " of application ", launch.name.first),
                       .executable = executable,
                       .arguments = launch.arguments,
                       .environment = ChildEnvironment(role),
                       .directory = folder,
                       .stdout_path = OutputPath(folder, false),
                       .stderr_path = OutputPath(folder, true),
                       .notes = Notes(launch),
                       .record = RecordPath(folder)};
  auto child = ChildProcess::Start(options, Exit(launch.name));
  if (!child.ok()) return child.status();
  const int64_t pid = (*child)->pid();
  executors_[launch.name] = {*std::move(child), launch.executable, role.cores};
  return pid;
}

void ExecutorProcesses::AdoptAll() {
  for (const DataDir::Process& process : data_dir_.Processes()) {
    int32_t executor = 0;
    if (!absl::SimpleAtoi(process.process, &executor)) continue;
    const ExecutorName name(process.application, executor);
    const absl::Status adopted = Adopt(name);
    if (!adopted.ok()) {
      LogWarning(kLog, "executor ", executor, " of ", name.first, " is not adopted: ", adopted.message());
      continue;
    }
    LogInfo(kLog, "executor ", executor, " of ", name.first, " is adopted: process ", executors_[name].child->pid());
  }
}

absl::Status ExecutorProcesses::Adopt(const ExecutorName& name) {
  const std::string folder = FolderOf(name);
  SLUICE_ASSIGN_OR_RETURN(const ProcessRecord record, ReadProcessRecord(RecordPath(folder)));
  SLUICE_ASSIGN_OR_RETURN(Executor executor, FromNotes(record.notes));
  SLUICE_ASSIGN_OR_RETURN(executor.child, ChildProcess::Adopt(RecordPath(folder), Exit(name)));
  executor.stopping = std::filesystem::exists(StoppingPath(folder));
  executors_[name] = std::move(executor);
  if (executors_[name].stopping) KillIfLate(name);
  return absl::OkStatus();
}

ChildProcess::OnExit ExecutorProcesses::Exit(const ExecutorName& name) {
  return [this, name](ChildExit exit) { mailbox_.Post([this, name, exit] { HandleExit(name, exit); }); };
}

void ExecutorProcesses::HandleExit(const ExecutorName& name, const ChildExit& exit) {
  if (closed_) return;
  const bool stopped = executors_.extract(name).mapped().stopping;
  data_dir_.RemoveWork(name.first.value(), ToString(name.second));
  on_exit_(name, exit, stopped);
}

void ExecutorProcesses::Stop(const ExecutorName& name) {
  const auto executor = executors_.find(name);
  if (executor == executors_.end() || executor->second.stopping) return;
  executor->second.stopping = true;
  // A successor must not ask again: a second SIGTERM would end it at once.
  if (!std::ofstream(StoppingPath(FolderOf(name))))
    LogWarning(kLog, "write ", StoppingPath(FolderOf(name)), ": failed");
  executor->second.child->Signal(SIGTERM);
  KillIfLate(name);
}

void ExecutorProcesses::KillIfLate(const ExecutorName& name) {
  mailbox_.PostAfter(kStopGrace, [this, name] {
    // Names are never used again, so this cannot be another one.
    if (const auto late = executors_.find(name); late != executors_.end()) late->second.child->Signal(SIGKILL);
  });
}

void ExecutorProcesses::LetGo() {
  closed_ = true;
  executors_.clear();
}

absl::StatusOr<ExecutorProcesses::Printed> ExecutorProcesses::ReadLog(const ExecutorName& name, bool error_stream,
                                                                      int64_t offset, int64_t bytes_max) const {
  const std::string path = OutputPath(FolderOf(name), error_stream);
  Printed printed{.running = executors_.contains(name)};
  std::error_code error;
  if (!printed.running && !std::filesystem::exists(path, error)) {
    return absl::NotFoundError(StrCat("the log ", path, " is not there, or was removed since"));
  }
  SLUICE_ASSIGN_OR_RETURN(OutputChunk chunk,
                          ReadOutput(path, offset, std::clamp<int64_t>(bytes_max, 1, kReadBytesMax)));
  printed.bytes = std::move(chunk.bytes);
  printed.next_offset = chunk.next_offset;
  return printed;
}

absl::Status ExecutorProcesses::TrimLogs() const {
  for (const auto& [name, executor] : executors_) {
    for (const bool error_stream : {false, true}) {
      SLUICE_RETURN_IF_ERROR(TrimOutput(OutputPath(FolderOf(name), error_stream), kOutputBytesKept));
    }
  }
  return absl::OkStatus();
}

void ExecutorProcesses::RemoveOldLogs() const {
  std::set<std::string> in_use;
  for (const auto& [name, executor] : executors_) in_use.insert(name.first.value());
  data_dir_.RemoveOldApplications(kApplicationsKept, in_use);
}

}  // namespace sluice
