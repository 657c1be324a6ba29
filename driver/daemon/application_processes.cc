#include "driver/daemon/application_processes.h"

#include <signal.h>

#include <utility>

#include "common/base/address.h"
#include "common/base/status.h"
#include "common/process/child_environment.h"
#include "common/process/output_log.h"
#include "common/process/role_environment.h"
#include "common/settings/event_log.h"
#include "common/settings/executor.h"

namespace sluice {
namespace {

constexpr char kDriver[] = "driver";

absl::StatusOr<RoleEnvironment> MakeRole(const ApplicationId& id, const ApplicationRecord& record, int executors,
                                         const std::string& daemon, const std::string& address_file,
                                         const std::string& work_dir, const std::string& event_logs) {
  RoleEnvironment role;
  role.role = Role::kDriver;
  role.application = id;
  role.application_name = record.spec.name;
  role.daemon = daemon;
  role.daemon_address_file = address_file;
  role.executors = executors;
  role.life = DriverLife(record.starts);
  role.work_dir = work_dir;
  SLUICE_ASSIGN_OR_RETURN(Address address, ParseAddress(daemon));
  address.port = 0;
  role.listen = ToString(address);
  for (const std::string& pair : record.spec.conf) SLUICE_RETURN_IF_ERROR(role.conf.SetPair(pair));
  if (!role.conf.Has(settings::kEventLog.key)) role.conf.Set(settings::kEventLog.key, "true");
  if (!role.conf.Has(settings::kEventLogDirectory.key)) role.conf.Set(settings::kEventLogDirectory.key, event_logs);
  role.log_level = role.conf.Get(settings::kLogLevel);
  return role;
}

}  // namespace

absl::StatusOr<int64_t> ApplicationProcesses::Start(const ApplicationId& id, const ApplicationRecord& record,
                                                    int executors, const std::string& executable,
                                                    const std::string& daemon) {
  if (closed_) return absl::UnavailableError("the driver daemon is stopping");
  const std::string folder = data_dir_.ProcessDir(id.value(), kDriver);
  SLUICE_RETURN_IF_ERROR(data_dir_.MakeProcessDir(id.value(), kDriver));
  SLUICE_ASSIGN_OR_RETURN(const RoleEnvironment role, MakeRole(id, record, executors, daemon, data_dir_.AddressPath(),
                                                               WorkPath(folder), event_logs_));
  ChildOptions options{.name = StrCat("application ", id),
                       .executable = executable,
                       .arguments = record.spec.arguments,
                       .environment = ChildEnvironment(role),
                       .directory = folder,
                       .stdout_path = OutputPath(folder, false),
                       .stderr_path = OutputPath(folder, true),
                       .record = RecordPath(folder)};
  SLUICE_ASSIGN_OR_RETURN(auto child, ChildProcess::Start(options, OnExit(id)));
  return Watch(id, std::move(child));
}

absl::StatusOr<int64_t> ApplicationProcesses::Adopt(const ApplicationId& id) {
  const std::string record = RecordPath(data_dir_.ProcessDir(id.value(), kDriver));
  SLUICE_ASSIGN_OR_RETURN(auto child, ChildProcess::Adopt(record, OnExit(id)));
  return Watch(id, std::move(child));
}

int64_t ApplicationProcesses::Watch(const ApplicationId& id, std::unique_ptr<ChildProcess> child) {
  const int64_t pid = child->pid();
  children_[id] = std::move(child);
  return pid;
}

ChildProcess::OnExit ApplicationProcesses::OnExit(const ApplicationId& id) {
  return [this, id](ChildExit exit) { mailbox_.Post([this, id, exit] { HandleExit(id, exit); }); };
}

void ApplicationProcesses::HandleExit(const ApplicationId& id, const ChildExit& exit) {
  if (closed_) return;
  children_.erase(id);
  on_exit_(id, exit);
  if (!Runs(id)) data_dir_.RemoveWork(id.value(), kDriver);  // Else it was started again.
}

void ApplicationProcesses::Kill() {
  closed_ = true;
  for (auto& [id, child] : children_) child->Signal(SIGKILL);
  for (auto& [id, child] : children_) {
    child->Kill();
    data_dir_.RemoveWork(id.value(), kDriver);
  }
  children_.clear();
}

void ApplicationProcesses::LetGo() {
  closed_ = true;
  children_.clear();
}

void ApplicationProcesses::Signal(const ApplicationId& id, int signal) {
  const auto child = children_.find(id);
  if (child != children_.end()) child->second->Signal(signal);
}

absl::StatusOr<LogPiece> ApplicationProcesses::ReadLog(const ApplicationId& id, bool error_stream,
                                                       int64_t offset) const {
  const std::string path = OutputPath(data_dir_.ProcessDir(id.value(), kDriver), error_stream);
  LogPiece piece{.running = Runs(id)};
  SLUICE_ASSIGN_OR_RETURN(OutputChunk chunk, ReadOutput(path, offset, kLogPieceBytesMax));
  piece.bytes = std::move(chunk.bytes);
  piece.next_offset = chunk.next_offset;
  return piece;
}

absl::Status ApplicationProcesses::TrimLogs() const {
  for (const auto& [id, child] : children_) {
    const std::string folder = data_dir_.ProcessDir(id.value(), kDriver);
    for (const bool error_stream : {false, true}) {
      SLUICE_RETURN_IF_ERROR(TrimOutput(OutputPath(folder, error_stream), kOutputBytesKept));
    }
  }
  return absl::OkStatus();
}

}  // namespace sluice
