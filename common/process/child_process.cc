#include "common/process/child_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/base/status.h"

namespace sluice {
namespace {

absl::Status StartError(const ChildOptions& options, const KeeperReport& report) {
  const char* const reason = std::strerror(report.error);
  if (report.is_record_error) return absl::InternalError(StrCat("write ", options.record, ": ", reason));
  const std::string what = StrCat("start ", options.executable, " in ", options.directory, ": ", reason);
  if (report.error == ENOENT) return absl::NotFoundError(what);
  if (report.error == EACCES || report.error == EPERM) return absl::PermissionDeniedError(what);
  return absl::InternalError(what);
}

// A keeper that was forked, until its child runs.
class NewKeeper {
 public:
  explicit NewKeeper(const ChildOptions& options) : options_(options) {}
  // One that has not come so far ends its child, and ends.
  ~NewKeeper() {
    socket_ = FileDescriptor();
    if (pid_ > 0 && !is_done_) waitpid(pid_, nullptr, 0);
  }

  absl::Status Fork() {
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) return StartError(options_, {errno});
    socket_ = FileDescriptor(sockets[0]);
    const FileDescriptor keepers_end(sockets[1]);
    const KeeperTask task(options_);
    pid_ = fork();
    if (pid_ == 0) RunKeeper(task, keepers_end.number());
    return pid_ > 0 ? absl::OkStatus() : StartError(options_, {errno});
  }
  absl::StatusOr<KeeperReport> Receive() const {
    KeeperReport report;
    ssize_t size;
    do size = recv(socket_.number(), &report, sizeof report, 0);
    while (size < 0 && errno == EINTR);
    if (size != sizeof report) return absl::InternalError(StrCat("start ", options_.executable, ": keeper was killed"));
    if (report.error != 0) return StartError(options_, report);
    return report;
  }
  absl::Status GoOn() {
    (void)!send(socket_.number(), &kGoOn, 1, MSG_NOSIGNAL);
    const absl::Status started = Receive().status();
    is_done_ = started.ok();
    return started;
  }

 private:
  const ChildOptions& options_;
  FileDescriptor socket_;
  pid_t pid_ = -1;
  bool is_done_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(const ChildOptions& options, OnExit on_exit) {
  NewKeeper keeper(options);
  SLUICE_RETURN_IF_ERROR(keeper.Fork());
  SLUICE_ASSIGN_OR_RETURN(const KeeperReport report, keeper.Receive());
  std::unique_ptr<ChildProcess> child(new ChildProcess(options.record, report.keeper, report.child));
  SLUICE_RETURN_IF_ERROR(child->OpenAll());
  if (absl::Status started = keeper.GoOn(); !started.ok()) {
    child->Signal(SIGKILL);  // Nobody else could, if it is the keeper that was killed.
    unlink(options.record.c_str());
    return started;
  }
  child->Watch(std::move(on_exit));
  return child;
}

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Adopt(const std::string& record_path, OnExit on_exit) {
  SLUICE_ASSIGN_OR_RETURN(const ProcessRecord record, ReadProcessRecord(record_path));
  std::unique_ptr<ChildProcess> child(new ChildProcess(record_path, record.keeper, record.child));
  SLUICE_RETURN_IF_ERROR(child->OpenAll());
  child->Watch(std::move(on_exit));
  return child;
}

absl::Status ChildProcess::OpenAll() {
  let_go_ = FileDescriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!let_go_) return absl::InternalError(StrCat("watch process ", pid(), ": ", std::strerror(errno)));
  SLUICE_ASSIGN_OR_RETURN(keeper_end_, OpenProcess(keeper_));
  SLUICE_ASSIGN_OR_RETURN(child_end_, OpenProcess(child_));
  return absl::OkStatus();
}

void ChildProcess::Watch(OnExit on_exit) {
  thread_ = std::thread([this, on_exit = std::move(on_exit)] {
    if (const std::optional<ChildExit> exit = WaitForExit()) on_exit(*exit);
  });
}

std::optional<ChildExit> ChildProcess::WaitForExit() {
  if (!WaitFor(keeper_end_)) return std::nullopt;
  siginfo_t ignored;
  if (keeper_end_) waitid(P_PIDFD, keeper_end_.number(), &ignored, WEXITED);  // One of ours leaves no zombie.
  const absl::StatusOr<ProcessRecord> record = ReadProcessRecord(record_);
  if (record.ok() && record->child == child_ && record->exit.has_value()) return record->exit;
  if (!WaitFor(child_end_)) return std::nullopt;
  return ChildExit{.signal = SIGKILL};
}

// False: it was let go.
bool ChildProcess::WaitFor(const FileDescriptor& process) {
  pollfd ends[] = {{let_go_.number(), POLLIN, 0}, {process.number(), POLLIN, 0}};
  while (process && ends[0].revents == 0 && ends[1].revents == 0) poll(ends, 2, -1);
  return ends[0].revents == 0;
}

void ChildProcess::Kill() {
  Signal(SIGKILL);
  if (thread_.joinable()) thread_.join();
}

ChildProcess::~ChildProcess() {
  const uint64_t one = 1;
  if (let_go_) (void)!write(let_go_.number(), &one, sizeof one);
  if (thread_.joinable()) thread_.join();
}

}  // namespace sluice
