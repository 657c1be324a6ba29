#include "common/process/child_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <future>

#include "common/base/status.h"

namespace sluice {

// Everything the new process needs, made before the fork: after it, only async-signal-safe calls are allowed.
struct ChildProcess::Launch {
  explicit Launch(const ChildOptions& options) : options(options) {
    argv.push_back(const_cast<char*>(options.executable.c_str()));
    for (const std::string& argument : options.arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    for (const std::string& variable : options.environment) envp.push_back(const_cast<char*>(variable.c_str()));
    argv.push_back(nullptr);
    envp.push_back(nullptr);
  }

  const ChildOptions& options;
  std::vector<char*> argv;
  std::vector<char*> envp;
  const pid_t parent = getpid();
  int error_pipe[2] = {-1, -1};  // Closed by a successful exec, else carries errno.
  std::promise<absl::StatusOr<pid_t>> started;
};

namespace {

void ResetSignals() {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool OpenAs(int target, const char* path, int flags) {
  const int fd = open(path, flags, 0644);
  if (fd < 0) return false;
  if (fd == target) return true;
  const bool ok = dup2(fd, target) == target;
  close(fd);
  return ok;
}

// Runs in the child; returns only when something failed, with errno.
void Become(const ChildOptions& options, char* const* argv, char* const* envp, pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return;
  if (getppid() != parent) _exit(127);  // The daemon died before the line above.
  ResetSignals();
  setsid();
  const int append = O_WRONLY | O_CREAT | O_APPEND;
  if (!OpenAs(0, "/dev/null", O_RDONLY) || !OpenAs(1, options.stdout_path.c_str(), append) ||
      !OpenAs(2, options.stderr_path.c_str(), append)) {
    return;
  }
  syscall(SYS_close_range, 3, ~0u, CLOSE_RANGE_CLOEXEC);
  if (chdir(options.directory.c_str()) != 0) return;
  // Busy: another child was forked while the file was still being written and has not become its own program yet.
  for (int attempt = 0; attempt < 100; ++attempt) {
    execve(options.executable.c_str(), argv, envp);
    if (errno != ETXTBSY) return;
    usleep(10'000);
  }
}

absl::Status StartError(const ChildOptions& options, int error) {
  const std::string what = StrCat("start ", options.executable, " in ", options.directory, ": ", std::strerror(error));
  if (error == ENOENT) return absl::NotFoundError(what);
  if (error == EACCES || error == EPERM) return absl::PermissionDeniedError(what);
  return absl::InternalError(what);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(ChildOptions options,
                                                                  std::function<void(ChildExit)> on_exit) {
  std::unique_ptr<ChildProcess> child(new ChildProcess);
  Launch launch(options);
  if (pipe2(launch.error_pipe, O_CLOEXEC) != 0) return StartError(options, errno);
  std::future<absl::StatusOr<pid_t>> started = launch.started.get_future();
  child->thread_ = std::thread(
      [&, raw = child.get(), on_exit = std::move(on_exit)]() mutable { raw->Run(launch, std::move(on_exit)); });
  absl::StatusOr<pid_t> pid = started.get();
  if (!pid.ok()) return pid.status();
  return child;
}

void ChildProcess::Run(Launch& launch, std::function<void(ChildExit)> on_exit) {
  const pid_t pid = fork();
  if (pid == 0) {
    Become(launch.options, launch.argv.data(), launch.envp.data(), launch.parent);
    const int error = errno;
    (void)!write(launch.error_pipe[1], &error, sizeof(error));
    _exit(127);
  }
  int error = pid < 0 ? errno : 0;
  close(launch.error_pipe[1]);
  if (pid > 0 && read(launch.error_pipe[0], &error, sizeof(error)) != sizeof(error)) error = 0;
  close(launch.error_pipe[0]);
  if (error != 0) {
    if (pid > 0) waitpid(pid, nullptr, 0);
    {
      MutexLock lock(&mu_);
      ended_ = true;
    }
    launch.started.set_value(StartError(launch.options, error));
    return;
  }
  pid_ = pid;
  launch.started.set_value(pid);  // `launch` may be gone from here on.
  on_exit(WaitForExit());
}

ChildExit ChildProcess::WaitForExit() {
  siginfo_t info = {};
  while (waitid(P_PID, pid_, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  MutexLock lock(&mu_);
  ended_ = true;
  waitpid(pid_, nullptr, 0);
  return info.si_code == CLD_EXITED ? ChildExit{.code = info.si_status} : ChildExit{.signal = info.si_status};
}

void ChildProcess::Signal(int signal) {
  MutexLock lock(&mu_);
  if (!ended_) kill(pid_, signal);
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) Signal(SIGKILL);
  if (thread_.joinable()) thread_.join();
}

std::string ToString(const ChildExit& exit) {
  if (exit.signal == 0) return StrCat("exit code ", exit.code);
  return StrCat("signal ", exit.signal, " (", strsignal(exit.signal), ")");
}

}  // namespace sluice
