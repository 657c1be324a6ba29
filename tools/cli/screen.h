#ifndef SLUICE_TOOLS_CLI_SCREEN_H_
#define SLUICE_TOOLS_CLI_SCREEN_H_

#include <termios.h>

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/cli/screen_frame.h"

namespace sluice {

// The terminal of a command that shows one text in the place of the other until its user has seen enough. What was on
// it before comes back at the end. To be made before any other thread starts, one at a time; not thread-safe.
class Screen {
 public:
  // Whether stdout is a terminal.
  static bool IsThere();

  Screen();
  ~Screen();

  enum class Wake { kPeriodIsOver, kIsResized, kUserHasSeenEnough };

  // What does not fit is left out, see ScreenFrame. An error: the terminal takes nothing any more.
  absl::Status Show(std::string_view text);
  // Enough is q, Ctrl-C, SIGTERM, SIGHUP, or a terminal that has closed.
  Wake Wait(absl::Duration period);

 private:
  Wake OnSignal() const;
  bool HasClosedOrQ() const;

  const int keys_;     // Stdin, or -1: that is no terminal.
  const int signals_;  // A signalfd.
  termios before_ = {};
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_SCREEN_H_
