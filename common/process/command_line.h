#ifndef SLUICE_COMMON_PROCESS_COMMAND_LINE_H_
#define SLUICE_COMMON_PROCESS_COMMAND_LINE_H_

#include <cstddef>
#include <string_view>

namespace sluice {

// Where the system finds the command line of this process, which ps and pgrep show. There is room for as many bytes as
// the process was given arguments and environment when it was started.
class CommandLine {
 public:
  static CommandLine OfThisProcess();

  // In a process that was forked from it: what others see from now on, as far as there is room. Neither argv nor the
  // environment may be read there any more. Async-signal-safe. Does nothing if the system does not tell the place.
  void Replace(std::string_view text) const;

 private:
  char* begin_ = nullptr;
  size_t arguments_bytes_ = 0;
  size_t room_bytes_ = 0;  // The environment is behind the arguments.
};

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_COMMAND_LINE_H_
