#ifndef SLUICE_WORKER_DAEMON_EXECUTOR_PROCESSES_H_
#define SLUICE_WORKER_DAEMON_EXECUTOR_PROCESSES_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/mailbox.h"
#include "common/process/child_process.h"
#include "common/process/data_dir.h"
#include "common/process/executable_cache.h"
#include "common/process/role_environment.h"

namespace sluice {

using ExecutorName = std::pair<ApplicationId, ExecutorId>;

struct ExecutorLaunch {
  ExecutorName name;
  RoleEnvironment role;  // Its work_dir is filled in here.
  ExecutableKey executable;
  std::vector<std::string> arguments;
};

// The executors that run as children of this daemon, or of a former one that has left them behind, and what they
// printed. They live on when this is destroyed. Used in the daemon's mailbox only.
class ExecutorProcesses {
 public:
  struct Executor {
    std::unique_ptr<ChildProcess> child;
    ExecutableKey executable;
    int cores = 0;
    bool stopping = false;
  };

  // Comes in the mailbox, after the process is gone. `stopped`: by Stop.
  using OnExit = std::function<void(const ExecutorName&, const ChildExit&, bool stopped)>;
  ExecutorProcesses(Mailbox& mailbox, DataDir data_dir, OnExit on_exit)
      : mailbox_(mailbox), data_dir_(std::move(data_dir)), on_exit_(std::move(on_exit)) {}

  const std::map<ExecutorName, Executor>& all() const { return executors_; }
  const DataDir& data_dir() const { return data_dir_; }
  // Takes over what the former daemon of the data folder has left; on_exit also comes for what ended in between. Once,
  // before all else.
  void AdoptAll();
  // Returns its pid. `executable` is the file.
  absl::StatusOr<int64_t> Start(const ExecutorLaunch& launch, const std::string& executable);
  // SIGTERM now, SIGKILL when it has not ended in the time that an executor takes at most. The next daemon knows of it
  // too. Does nothing for one that is not here.
  void Stop(const ExecutorName& name);
  // Leaves all to the next daemon; on_exit is not called for them, and nothing can be started any more.
  void LetGo();

  struct Printed {
    std::string bytes;
    int64_t next_offset = 0;
    bool running = false;
  };
  // Of an executor that runs or ran here. NOT_FOUND: its log is not here (any more).
  absl::StatusOr<Printed> ReadLog(const ExecutorName& name, bool error_stream, int64_t offset, int64_t bytes_max) const;
  absl::Status TrimLogs() const;
  // Of what ended here, only the newest logs are kept.
  void RemoveOldLogs() const;

 private:
  absl::Status Adopt(const ExecutorName& name);
  ChildProcess::OnExit Exit(const ExecutorName& name);
  void HandleExit(const ExecutorName& name, const ChildExit& exit);
  void KillIfLate(const ExecutorName& name);
  std::string FolderOf(const ExecutorName& name) const;

  Mailbox& mailbox_;
  const DataDir data_dir_;
  const OnExit on_exit_;
  std::map<ExecutorName, Executor> executors_;
  bool closed_ = false;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_EXECUTOR_PROCESSES_H_
