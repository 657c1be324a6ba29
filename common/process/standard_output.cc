#include "common/process/standard_output.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "absl/cleanup/cleanup.h"
#include "common/base/mutex.h"
#include "common/base/str_cat.h"
#include "common/process/stop_signals.h"

namespace sluice {
namespace {

void OpenStandardStreams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const bool is_closed = fcntl(fd, F_GETFD) < 0;
    if (is_closed) (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);  // The lowest number: fd.
  }
}

// Runs before the constructors of shared libraries, some of which open files.
[[gnu::section(".preinit_array"), gnu::used]] void (*const open_first)() = OpenStandardStreams;

struct FirstLoss {
  Mutex mu;
  absl::Status error ABSL_GUARDED_BY(mu);
};

// Never destroyed: threads may print until the process ends.
FirstLoss& TheFirstLoss() {
  static auto* const loss = new FirstLoss;
  return *loss;
}

absl::Status Lost(int error) {
  if (error == EPIPE && ClosedOutputStops()) return absl::OkStatus();
  const absl::Status lost(
      absl::ErrnoToStatusCode(error),
      StrCat("cannot write to stdout: ", error == EBADF ? "it is closed" : std::strerror(error), " (errno ", error,
             "); what was printed is lost. Make room, or send stdout to where it can be written, /dev/null if nobody ",
             "needs it"));
  MutexLock lock(&TheFirstLoss().mu);
  TheFirstLoss().error.Update(lost);
  return lost;
}

// Why a write has failed whose errno nobody has kept.
int ErrorOf(int fd) {
  pollfd output{fd, 0, 0};
  if (poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0) return EPIPE;
  return write(fd, nullptr, 0) < 0 ? errno : EIO;
}

}  // namespace

absl::Status WriteOutput(std::string_view text) {
  flockfile(stdout);  // Nobody else prints in between.
  const absl::Cleanup unlock = [] { funlockfile(stdout); };
  const absl::Status before = FlushOutput();
  const int fd = fileno(stdout);
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    pollfd output{fd, POLLOUT, 0};
    if (written >= 0) {
      text.remove_prefix(written);
    } else if (errno == EAGAIN) {  // It was opened so by another program that writes to it.
      poll(&output, 1, -1);
    } else if (errno != EINTR) {
      return Lost(errno);
    }
  }
  return before;
}

absl::Status FlushOutput() {
  flockfile(stdout);
  const absl::Cleanup unlock = [] { funlockfile(stdout); };
  const int error = std::fflush(stdout) == 0 ? 0 : errno;
  if (error == 0 && std::ferror(stdout) == 0 && !std::cout.bad()) return absl::OkStatus();
  std::clearerr(stdout);
  std::cout.clear(std::cout.rdstate() & ~std::ios::badbit);
  return Lost(error != 0 ? error : ErrorOf(fileno(stdout)));
}

absl::Status LostOutput() {
  std::cout.flush();  // It may have a buffer of its own.
  (void)FlushOutput();
  MutexLock lock(&TheFirstLoss().mu);
  return TheFirstLoss().error;
}

}  // namespace sluice
