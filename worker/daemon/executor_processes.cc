#include "worker/daemon/executor_processes.h"

#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "common/base/status.h"
#include "common/process/child_environment.h"
#include "common/process/output_log.h"

namespace sluice {
namespace {

constexpr absl::Duration kStopGrace = absl::Seconds(12);  // An executor drains for 10 s at most.
constexpr int kApplicationsKept = 50;                     // Logs of applications that do not run here any more.
constexpr int64_t kReadBytesMax = 1 << 20;

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
  ChildOptions options{.executable = executable,
                       .arguments = launch.arguments,
                       .environment = ChildEnvironment(role),
                       .directory = folder,
                       .stdout_path = OutputPath(folder, false),
                       .stderr_path = OutputPath(folder, true),
                       .record = RecordPath(folder)};
  auto child = ChildProcess::Start(options, [this, name = launch.name](ChildExit exit) {
    mailbox_.Post([this, name, exit] { HandleExit(name, exit); });
  });
  if (!child.ok()) return child.status();
  const int64_t pid = (*child)->pid();
  executors_[launch.name] = {*std::move(child), launch.executable, role.cores};
  return pid;
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
  executor->second.child->Signal(SIGTERM);
  mailbox_.PostAfter(kStopGrace, [this, name] {
    // Names are never used again, so this cannot be another one.
    if (const auto late = executors_.find(name); late != executors_.end()) late->second.child->Signal(SIGKILL);
  });
}

void ExecutorProcesses::Close() {
  closed_ = true;
  for (auto& [name, executor] : executors_) executor.child->Signal(SIGKILL);
  for (auto& [name, executor] : executors_) {
    executor.child->Kill();
    data_dir_.RemoveWork(name.first.value(), ToString(name.second));
  }
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
