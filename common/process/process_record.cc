#include "common/process/process_record.h"

#include <string.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace sluice {
namespace {

using Words = std::vector<absl::string_view>;

bool ReadIdentity(const Words& words, ProcessIdentity& into) {
  return words.size() == 3 && absl::SimpleAtoi(words[1], &into.pid) && absl::SimpleAtoi(words[2], &into.start_ticks);
}

bool ReadExit(const Words& words, std::optional<ChildExit>& into) {
  int number = 0;
  if (words.size() != 3 || !absl::SimpleAtoi(words[2], &number)) return false;
  if (words[1] == "code") into = ChildExit{.code = number};
  if (words[1] == "signal") into = ChildExit{.signal = number};
  return into.has_value();
}

bool ReadLine(absl::string_view line, ProcessRecord& into) {
  const Words words = absl::StrSplit(line, ' ');
  if (words[0] == "keeper") return ReadIdentity(words, into.keeper);
  if (words[0] == "child") return ReadIdentity(words, into.child);
  if (words[0] == "exit") return ReadExit(words, into.exit);
  if (words[0] == "note" && words.size() >= 2)
    into.notes[std::string(words[1])] = absl::StrJoin(words.begin() + 2, words.end(), " ");
  if (words[0] == "boot" && words.size() == 2) into.space.boot_id = std::string(words[1]);
  if (words[0] == "namespace" && words.size() == 2) into.space.pid_namespace = std::string(words[1]);
  return true;
}

}  // namespace

std::string ToString(const ChildExit& exit) {
  if (!exit.is_known) return "exit code unknown: its keeper was killed";
  if (exit.signal == 0) return StrCat("exit code ", exit.code);
  return StrCat("signal ", exit.signal, " (", strsignal(exit.signal), ")");
}

absl::StatusOr<ProcessRecord> ParseProcessRecord(std::string_view text) {
  ProcessRecord record;
  // A last line without its end is still being written.
  const size_t whole = text.rfind('\n');
  if (whole != std::string_view::npos) {
    for (absl::string_view line : absl::StrSplit(ToAbsl(text.substr(0, whole)), '\n')) {
      if (!ReadLine(line, record)) return absl::DataLossError(StrCat("\"", line, "\" in the record of a process"));
    }
  }
  if (record.space.boot_id.empty() || record.space.pid_namespace.empty() || record.keeper.pid <= 0 ||
      record.child.pid <= 0) {
    return absl::DataLossError("the record of a process names no boot, namespace, keeper or child");
  }
  return record;
}

absl::StatusOr<ProcessRecord> ReadProcessRecord(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(StrCat("no process was started here: there is no ", path));
  std::ostringstream text;
  text << file.rdbuf();
  absl::StatusOr<ProcessRecord> record = ParseProcessRecord(text.str());
  if (!record.ok()) return absl::NotFoundError(StrCat(path, ": ", record.status().message()));
  const PidSpace space = ThisPidSpace();
  if (record->space == space) return record;
  return absl::NotFoundError(StrCat(path,
                                    " is of another machine or container, or this one was booted since: its boot ",
                                    "id is ", record->space.boot_id, " in ", record->space.pid_namespace, " and not ",
                                    space.boot_id, " in ", space.pid_namespace));
}

bool ChildLives(const ProcessRecord& record) {
  if (record.exit.has_value()) return false;
  const absl::StatusOr<FileDescriptor> child = OpenProcess(record.child);
  return !child.ok() || !HasEnded(*child);
}

}  // namespace sluice
