#include "engine/rows/pipe.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

struct Pipe {
  ~Pipe() { CloseRead(), CloseWrite(); }
  bool Open() { return pipe2(ends, O_CLOEXEC) == 0; }
  void CloseRead() { Close(ends[0]); }
  void CloseWrite() { Close(ends[1]); }
  static void Close(int& end) {
    if (end >= 0) close(std::exchange(end, -1));
  }
  int ends[2] = {-1, -1};
};

// A program that stops reading must not kill us: the signal is held back, and taken before it could come through.
class NoBrokenPipeSignal {
 public:
  NoBrokenPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipeSignal() {
    const timespec now = {};
    if (sigismember(&before_, SIGPIPE) == 0) sigtimedwait(&pipe_, nullptr, &now);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_;
  sigset_t before_;
};

absl::StatusOr<pid_t> Spawn(const std::vector<std::string>& command, const Pipe& in, const Pipe& out) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in.ends[0], 0);
  posix_spawn_file_actions_adddup2(&files, out.ends[1], 1);
  posix_spawn_file_actions_addclosefrom_np(&files, 3);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  int error = posix_spawnp(&pid, argv[0], &files, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error == 0) return pid;
  return absl::InvalidArgumentError(StrCat("Cannot run program \"", command[0], "\": ", std::strerror(error)));
}

// Both at once: a program may write before it has read everything.
absl::StatusOr<std::string> Exchange(Pipe& in, const Pipe& out, std::string_view input, const TaskContext& context) {
  constexpr int kLookAtCancelMs = 100;
  fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  std::string output;
  char bytes[1 << 16];
  while (true) {
    if (context.cancelled()) return absl::CancelledError("pipe: the task was cancelled");
    if (input.empty()) in.CloseWrite();
    pollfd ends[2] = {{out.ends[0], POLLIN, 0}, {in.ends[1], POLLOUT, 0}};
    poll(ends, 2, kLookAtCancelMs);
    if (ends[1].revents != 0) {
      ssize_t written = write(in.ends[1], input.data(), input.size());
      if (written > 0) input.remove_prefix(written);
      if (written < 0 && errno == EPIPE) input = {};
    }
    if (ends[0].revents == 0) continue;
    ssize_t count = read(out.ends[0], bytes, sizeof(bytes));
    if (count == 0) return output;
    if (count > 0) output.append(bytes, count);
  }
}

// Kills it if the task is cancelled meanwhile.
int WaitFor(pid_t pid, const TaskContext& context) {
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (context.cancelled()) kill(pid, SIGKILL);
    poll(nullptr, 0, 1);
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

absl::StatusOr<std::string> RunPipe(const std::vector<std::string>& command, std::string_view input,
                                    const TaskContext& context) {
  if (command.empty()) return absl::InvalidArgumentError("pipe: the command is empty");
  Pipe in, out;
  if (!in.Open() || !out.Open()) return absl::ResourceExhaustedError(StrCat("pipe: ", std::strerror(errno)));
  SLUICE_ASSIGN_OR_RETURN(pid_t pid, Spawn(command, in, out));
  in.CloseRead();
  out.CloseWrite();
  NoBrokenPipeSignal no_signal;
  absl::StatusOr<std::string> output = Exchange(in, out, input, context);
  int exit = WaitFor(pid, context);
  if (!output.ok() || exit == 0) return output;
  return absl::AbortedError(
      StrCat("Subprocess exited with status ", exit, ". Command ran: ", absl::StrJoin(command, " ")));
}

}  // namespace sluice
