#include "common/process/child_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "common/base/status.h"

namespace sluice {
namespace {

constexpr absl::Duration kKeeperPatience = absl::Seconds(5);  // To write down an exit takes it a moment.

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

// Of a process that has ended and is a child of this one, of which nothing is left then.
std::optional<ChildExit> ExitOfOurs(const FileDescriptor& process) {
  siginfo_t info = {};
  const bool is_ours = process && waitid(P_PIDFD, process.number(), &info, WEXITED | WNOHANG) == 0 && info.si_pid != 0;
  if (!is_ours) return std::nullopt;
  return info.si_code == CLD_EXITED ? ChildExit{.code = info.si_status} : ChildExit{.signal = info.si_status};
}

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

// Not in a mailbox: one that goes before its task has begun drops it, and nobody would hear of the exit.
void ChildProcess::Watch(OnExit on_exit) {
  thread_ = std::thread([this, on_exit = std::move(on_exit)] {
    if (const std::optional<ChildExit> exit = WaitForExit()) on_exit(*exit);
  });
}

std::optional<ChildExit> ChildProcess::WaitForExit() {
  if (!WaitForEither(keeper_end_, child_end_, absl::InfiniteDuration())) return std::nullopt;
  (void)ExitOfOurs(keeper_end_);  // One that was killed leaves no zombie while its child goes on.
  if (!WaitForEither(child_end_, child_end_, absl::InfiniteDuration())) return std::nullopt;
  if (!WaitForEither(keeper_end_, keeper_end_, kKeeperPatience)) return std::nullopt;
  SignalProcess(keeper_end_, SIGKILL);  // If it still runs it was stopped, and says nothing any more.
  if (!WaitForEither(keeper_end_, keeper_end_, absl::InfiniteDuration())) return std::nullopt;
  (void)ExitOfOurs(keeper_end_);
  return ReadExit();
}

ChildExit ChildProcess::ReadExit() const {
  const absl::StatusOr<ProcessRecord> record = ReadProcessRecord(record_);
  if (record.ok() && record->child == child_ && record->exit.has_value()) return *record->exit;
  return ExitOfOurs(child_end_).value_or(kUnknownExit);
}

// Returns when one of them has ended, or after `limit`. False: it was let go.
bool ChildProcess::WaitForEither(const FileDescriptor& one, const FileDescriptor& other, absl::Duration limit) {
  pollfd ends[] = {{let_go_.number(), POLLIN, 0}, {one.number(), POLLIN, 0}, {other.number(), POLLIN, 0}};
  const bool has_ended = !one || !other;
  const int limit_ms = has_ended ? 0 : limit == absl::InfiniteDuration() ? -1 : absl::ToInt64Milliseconds(limit);
  while (poll(ends, std::size(ends), limit_ms) < 0 && errno == EINTR) {
  }
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
