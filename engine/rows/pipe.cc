#include "engine/rows/pipe.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/process/pipe.h"
#include "common/process/spawn.h"

namespace sluice {
namespace {

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

// Both at once: a program may write before it has read everything.
absl::StatusOr<std::string> Exchange(Pipe& in, const Pipe& out, std::string_view input, const TaskContext& context) {
  constexpr int kLookAtCancelMs = 100;
  fcntl(in.write.number(), F_SETFL, O_NONBLOCK);
  std::string output;
  char bytes[1 << 16];
  while (true) {
    if (context.cancelled()) return absl::CancelledError("pipe: the task was cancelled");
    if (input.empty()) in.write = FileDescriptor();
    pollfd ends[2] = {{out.read.number(), POLLIN, 0}, {in.write.number(), POLLOUT, 0}};
    poll(ends, 2, kLookAtCancelMs);
    if (ends[1].revents != 0) {
      ssize_t written = write(in.write.number(), input.data(), input.size());
      if (written > 0) input.remove_prefix(written);
      if (written < 0 && errno == EPIPE) input = {};
    }
    if (ends[0].revents == 0) continue;
    ssize_t count = read(out.read.number(), bytes, sizeof(bytes));
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
  SLUICE_ASSIGN_OR_RETURN(Pipe in, Pipe::Open());
  SLUICE_ASSIGN_OR_RETURN(Pipe out, Pipe::Open());
  const absl::StatusOr<pid_t> pid =
      Spawn({.command = command, .input = in.read.number(), .output = out.write.number()});
  if (!pid.ok()) return absl::InvalidArgumentError(pid.status().message());
  in.read = FileDescriptor();
  out.write = FileDescriptor();  // So that its end is seen.
  NoBrokenPipeSignal no_signal;
  absl::StatusOr<std::string> output = Exchange(in, out, input, context);
  int exit = WaitFor(*pid, context);
  if (!output.ok() || exit == 0) return output;
  return absl::AbortedError(
      StrCat("Subprocess exited with status ", exit, ". Command ran: ", absl::StrJoin(command, " ")));
}

}  // namespace sluice
