#ifndef SLUICE_TOOLS_CLI_SCREEN_FRAME_H_
#define SLUICE_TOOLS_CLI_SCREEN_FRAME_H_

#include <string>
#include <string_view>

namespace sluice {

struct ScreenSize {
  int columns = 80;
  int rows = 24;
};

// The lines of `text`, well-formed UTF-8 with nothing in it that commands a terminal, that a terminal of `size` has
// room for, each cut to its width. The last one says how many were left out. Never more than `size.rows` lines; the
// last has no line end.
std::string ScreenFrame(std::string_view text, ScreenSize size);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_SCREEN_FRAME_H_
