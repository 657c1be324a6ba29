#include "common/process/keeper.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <string_view>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr int kDaemon = 3;  // The socket to the daemon, in the keeper.
constexpr int kNotStarted = 127;

// Text that is put together on the stack; what does not fit is left out.
class ShortText {
 public:
  ShortText& operator<<(std::string_view text) {
    text = text.substr(0, std::end(text_) - end_);
    end_ = std::copy(text.begin(), text.end(), end_);
    return *this;
  }
  ShortText& operator<<(int64_t number) {
    const auto [end, error] = std::to_chars(end_, std::end(text_), number);
    if (error == std::errc()) end_ = end;
    return *this;
  }
  std::string_view text() const { return {text_, end_}; }

 private:
  char text_[256];
  char* end_ = text_;
};

// Sets errno if it is not written as a whole.
bool WriteAll(int file, std::string_view text) {
  const ssize_t written = write(file, text.data(), text.size());
  if (written >= 0 && static_cast<size_t>(written) < text.size()) errno = ENOSPC;
  return written == static_cast<ssize_t>(text.size());
}

void ResetSignals() {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &action, nullptr);
}

void BlockSignals(bool all) {
  sigset_t signals;
  all ? sigfillset(&signals) : sigemptyset(&signals);
  sigprocmask(SIG_SETMASK, &signals, nullptr);
}

bool OpenAs(int target, const char* path, int flags) {
  const int fd = open(path, flags, 0644);
  if (fd < 0) return false;
  if (fd == target) return true;
  const bool ok = dup2(fd, target) == target;
  close(fd);
  return ok;
}

bool IsToldToGoOn(int socket) {
  char word = 0;
  return read(socket, &word, 1) == 1 && word == kGoOn;
}

// Runs in the child; returns only when something failed, with errno.
void Become(const KeeperTask& task) {
  const ChildOptions& options = task.options;
  BlockSignals(false);
  setsid();
  const int append = O_WRONLY | O_CREAT | O_APPEND;
  if (!OpenAs(0, "/dev/null", O_RDONLY) || !OpenAs(1, options.stdout_path.c_str(), append) ||
      !OpenAs(2, options.stderr_path.c_str(), append)) {
    return;
  }
  if (syscall(SYS_close_range, 3, ~0u, CLOSE_RANGE_CLOEXEC) != 0) return;
  if (chdir(options.directory.c_str()) != 0) return;
  // Busy: another child was forked while the file was still being written and has not closed it yet.
  for (int attempt = 0; attempt < 100; ++attempt) {
    execve(options.executable.c_str(), task.argv.data(), task.envp.data());
    if (errno != ETXTBSY) return;
    usleep(10'000);
  }
}

// The keeper's own process. Each step sets errno if it fails.
class Keeper {
 public:
  explicit Keeper(const KeeperTask& task) : task_(task) {}

  bool LetGoOfDaemon(int daemon);
  bool ForkChild();
  bool WriteRecord();
  bool LetChildGoOn();
  void WriteExit();

  void Report(KeeperReport report) const { (void)!send(kDaemon, &report, sizeof report, MSG_NOSIGNAL); }
  const ProcessIdentity& child() const { return child_; }
  [[noreturn]] void End(int error, bool is_record_error);

 private:
  const KeeperTask& task_;
  ProcessIdentity child_;
  int child_socket_ = -1;  // The child's end is closed by exec, else carries an errno.
  int record_ = -1;
};

bool Keeper::LetGoOfDaemon(int daemon) {
  task_.daemon_line.Replace(task_.keeper_line);
  prctl(PR_SET_NAME, "sluice-keeper");
  setsid();
  ResetSignals();
  BlockSignals(true);
  if (daemon != kDaemon && dup2(daemon, kDaemon) != kDaemon) return false;
  fcntl(kDaemon, F_SETFD, FD_CLOEXEC);
  return OpenAs(0, "/dev/null", O_RDWR) && dup2(0, 1) == 1 && dup2(0, 2) == 2 &&
         syscall(SYS_close_range, kDaemon + 1, ~0u, 0) == 0;
}

bool Keeper::ForkChild() {
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return false;
  const pid_t pid = fork();
  if (pid == 0) {
    close(sockets[0]);
    if (!IsToldToGoOn(sockets[1])) _exit(kNotStarted);
    Become(task_);
    (void)!send(sockets[1], &errno, sizeof errno, MSG_NOSIGNAL);
    _exit(kNotStarted);
  }
  if (pid < 0) return false;
  child_.pid = pid;
  child_socket_ = sockets[0];
  close(sockets[1]);
  const std::optional<ProcessIdentity> child = IdentityOf(pid);
  if (child.has_value()) child_ = *child;
  return child.has_value();
}

bool Keeper::WriteRecord() {
  const std::optional<ProcessIdentity> self = IdentityOf(getpid());
  if (!self.has_value()) return false;
  record_ = open(task_.new_record.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  ShortText text;
  text << "keeper " << self->pid << " " << self->start_ticks << "\nchild " << child_.pid << " " << child_.start_ticks
       << "\n";
  if (record_ < 0 || !WriteAll(record_, task_.first_record_lines) || !WriteAll(record_, text.text())) return false;
  if (rename(task_.new_record.c_str(), task_.options.record.c_str()) != 0) return false;
  Report({.keeper = *self, .child = child_});
  return true;
}

bool Keeper::LetChildGoOn() {
  if (send(child_socket_, &kGoOn, 1, MSG_NOSIGNAL) != 1) return false;
  int error = 0;
  if (read(child_socket_, &error, sizeof error) != sizeof error) return true;
  errno = error;
  return false;
}

void Keeper::WriteExit() {
  siginfo_t info = {};
  if (waitid(P_PID, child_.pid, &info, WEXITED) != 0) return;
  ShortText text;
  text << "exit " << (info.si_code == CLD_EXITED ? "code " : "signal ") << info.si_status << "\n";
  (void)WriteAll(record_, text.text());  // Its block is there already, also on a full disk.
}

void Keeper::End(int error, bool is_record_error) {
  if (child_.pid > 0) {
    kill(child_.pid, SIGKILL);
    waitpid(child_.pid, nullptr, 0);
  }
  if (record_ >= 0) unlink(is_record_error ? task_.new_record.c_str() : task_.options.record.c_str());
  Report({.error = error, .is_record_error = is_record_error});
  _exit(kNotStarted);
}

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::string FirstLines(const ChildOptions& options) {
  const PidSpace space = ThisPidSpace();
  std::string lines = StrCat("boot ", space.boot_id, "\nnamespace ", space.pid_namespace, "\n");
  for (const auto& [word, note] : options.notes) lines += StrCat("note ", word, " ", note, "\n");
  return lines;
}

}  // namespace

KeeperTask::KeeperTask(const ChildOptions& options)
    : options(options),
      daemon_line(CommandLine::OfThisProcess()),
      keeper_line(StrCat("sluice: keeper of ", options.name)),
      child_line(StrCat("sluice: ", options.name)),
      argv(Pointers(options.arguments)),
      envp(Pointers(options.environment)),
      first_record_lines(FirstLines(options)),
      new_record(StrCat(options.record, ".new")) {
  argv.insert(argv.begin(), const_cast<char*>(child_line.c_str()));
}

void RunKeeper(const KeeperTask& task, int daemon) {
  Keeper keeper(task);
  if (!keeper.LetGoOfDaemon(daemon) || !keeper.ForkChild()) keeper.End(errno, false);
  if (!keeper.WriteRecord()) keeper.End(errno, true);
  if (!IsToldToGoOn(kDaemon)) keeper.End(ECANCELED, false);
  if (!keeper.LetChildGoOn()) keeper.End(errno, false);
  keeper.Report({});
  close(kDaemon);
  (void)!chdir("/");
  keeper.WriteExit();
  _exit(0);
}

}  // namespace sluice
