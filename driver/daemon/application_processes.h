#ifndef SLUICE_DRIVER_DAEMON_APPLICATION_PROCESSES_H_
#define SLUICE_DRIVER_DAEMON_APPLICATION_PROCESSES_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/actor/mailbox.h"
#include "common/process/child_process.h"
#include "common/process/data_dir.h"
#include "driver/daemon/application_table.h"
#include "driver/serve/cluster_host.h"

namespace sluice {

// The application drivers that this daemon or a former one has started, and what they printed. They live on when this
// object goes, and are adopted by the next one. Used in the daemon's mailbox only.
class ApplicationProcesses {
 public:
  // `event_logs`: where they are, unless an application says it; empty: in the data folder. `on_exit` comes in the
  // mailbox, after the process is gone; how it ended stays on disk until it has returned.
  ApplicationProcesses(Mailbox& mailbox, DataDir data_dir, const std::string& event_logs,
                       std::function<void(const ApplicationId&, const ChildExit&)> on_exit)
      : mailbox_(mailbox),
        data_dir_(std::move(data_dir)),
        event_logs_(event_logs.empty() ? data_dir_.EventLogs() : event_logs),
        on_exit_(std::move(on_exit)) {}

  const DataDir& data_dir() const { return data_dir_; }
  const std::string& event_logs() const { return event_logs_; }
  // Returns its pid. It is told to expect so many `executors`, and how often it was started by now. `daemon` is the
  // address it reports to; it listens on the same host.
  absl::StatusOr<int64_t> Start(const ApplicationId& id, const ApplicationRecord& record, int executors,
                                const std::string& executable, const std::string& daemon);
  // Of a former daemon: returns its pid, also if it has ended meanwhile, which on_exit tells then. NOT_FOUND: there is
  // none, or it was of another machine or before this one was booted.
  absl::StatusOr<int64_t> Adopt(const ApplicationId& id);
  bool Runs(const ApplicationId& id) const { return children_.contains(id); }
  bool empty() const { return children_.empty(); }
  void Signal(const ApplicationId& id, int signal);
  absl::StatusOr<LogPiece> ReadLog(const ApplicationId& id, bool error_stream, int64_t offset) const;
  // Kills all and waits for their end. Nothing can be started any more, and on_exit is not called, after this or LetGo.
  void Kill();
  void LetGo();
  // What they print is kept within its limit.
  absl::Status TrimLogs() const;

 private:
  ChildProcess::OnExit OnExit(const ApplicationId& id);
  int64_t Watch(const ApplicationId& id, std::unique_ptr<ChildProcess> child);
  void HandleExit(const ApplicationId& id, const ChildExit& exit);

  Mailbox& mailbox_;
  const DataDir data_dir_;
  const std::string event_logs_;
  const std::function<void(const ApplicationId&, const ChildExit&)> on_exit_;
  std::map<ApplicationId, std::unique_ptr<ChildProcess>> children_;
  bool closed_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_APPLICATION_PROCESSES_H_
