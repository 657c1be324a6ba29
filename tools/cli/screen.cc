#include "tools/cli/screen.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>

#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/process/standard_output.h"

namespace sluice {
namespace {

// The other page of the terminal, no cursor, and lines that are cut and not wrapped if a character is wider than one.
constexpr char kBegin[] = "\033[?1049h\033[?25l\033[?7l";
constexpr char kClear[] = "\033[H\033[J";
constexpr char kEnd[] = "\033[?7h\033[?25h\033[?1049l";

int HoldSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGWINCH, SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

ScreenSize SizeOfTerminal() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {.columns = size.ws_col, .rows = size.ws_row};
}

}  // namespace

bool Screen::IsThere() { return isatty(STDOUT_FILENO) == 1; }

Screen::Screen() : keys_(isatty(STDIN_FILENO) == 1 ? STDIN_FILENO : -1), signals_(HoldSignals()) {
  if (keys_ >= 0 && tcgetattr(keys_, &before_) == 0) {
    termios by_key = before_;
    by_key.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    by_key.c_cc[VSUSP] = _POSIX_VDISABLE;  // Who stops it would find a terminal without a cursor.
    tcsetattr(keys_, TCSANOW, &by_key);
  }
  (void)WriteOutput(kBegin);
}

Screen::~Screen() {
  (void)WriteOutput(kEnd);
  if (keys_ >= 0) tcsetattr(keys_, TCSANOW, &before_);
  close(signals_);
}

absl::Status Screen::Show(std::string_view text) {
  return WriteOutput(StrCat(kClear, ScreenFrame(text, SizeOfTerminal())));
}

Screen::Wake Screen::Wait(absl::Duration period) {
  const absl::Time deadline = SystemClock().Now() + period;
  while (true) {
    const absl::Duration left = std::max(deadline - SystemClock().Now(), absl::ZeroDuration());
    pollfd sources[] = {{signals_, POLLIN, 0}, {keys_, POLLIN, 0}};
    if (poll(sources, 2, static_cast<int>(absl::ToInt64Milliseconds(left))) == 0) return Wake::kPeriodIsOver;
    if (sources[0].revents != 0) return OnSignal();
    if (sources[1].revents != 0 && HasClosedOrQ()) return Wake::kUserHasSeenEnough;
  }
}

Screen::Wake Screen::OnSignal() const {
  signalfd_siginfo signal = {};
  const bool is_resize = read(signals_, &signal, sizeof signal) == sizeof signal && signal.ssi_signo == SIGWINCH;
  return is_resize ? Wake::kIsResized : Wake::kUserHasSeenEnough;
}

bool Screen::HasClosedOrQ() const {
  char keys[64];
  const ssize_t bytes = read(keys_, keys, sizeof keys);
  return bytes <= 0 || std::string_view(keys, bytes).find('q') != std::string_view::npos;
}

}  // namespace sluice
