#ifndef SLUICE_COMMON_PROCESS_PROCESS_RECORD_H_
#define SLUICE_COMMON_PROCESS_PROCESS_RECORD_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/process/process_identity.h"

namespace sluice {

// How a process ended.
struct ChildExit {
  int code = 0;
  int signal = 0;        // 0: it exited by itself.
  bool is_known = true;  // Else its keeper was killed before it could say the rest.

  bool operator==(const ChildExit&) const = default;
  // As a shell says it: 128 + signal; 1 if it is not known.
  int ShellCode() const { return !is_known ? 1 : signal == 0 ? code : 128 + signal; }
};
inline constexpr ChildExit kUnknownExit{.is_known = false};
// "exit code 3", "signal 9 (Killed)", "exit code unknown: its keeper was killed".
std::string ToString(const ChildExit& exit);

// What the keeper of a child writes down: a file of a few lines, which is whole from the first moment that it is there,
// and gets its last line when the child has ended. Lines that begin with another word are for later versions.
//   boot 6d1948a9-42ea-48ad-aba6-8c49894e8c8a
//   namespace pid:[4026531836]
//   note WORD TEXT       what the daemon that started it has to say, any number of them
//   keeper PID START_TICKS
//   child PID START_TICKS
//   exit code 3          or: exit signal 9
struct ProcessRecord {
  PidSpace space;
  std::map<std::string, std::string> notes;
  ProcessIdentity keeper;
  ProcessIdentity child;
  std::optional<ChildExit> exit;
};

// DATA_LOSS: it is none.
absl::StatusOr<ProcessRecord> ParseProcessRecord(std::string_view text);
// NOT_FOUND: there is none, it is of another boot, machine or pid namespace, or damaged: no process that is seen here
// can be meant.
absl::StatusOr<ProcessRecord> ReadProcessRecord(const std::string& path);
// Whether it has not ended; if that cannot be told, it has not.
bool ChildLives(const ProcessRecord& record);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_PROCESS_RECORD_H_
