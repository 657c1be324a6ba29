#ifndef SLUICE_COMMON_PROCESS_KEEPER_H_
#define SLUICE_COMMON_PROCESS_KEEPER_H_

#include <map>
#include <string>
#include <vector>

#include "common/process/command_line.h"
#include "common/process/process_identity.h"

namespace sluice {

struct ChildOptions {
  // What it is, as ps shows it behind "sluice: ", and its keeper behind "sluice: keeper of ".
  std::string name;
  std::string executable;
  std::vector<std::string> arguments;    // They follow argv[0], which says the name.
  std::vector<std::string> environment;  // "NAME=value", all of it.
  std::string directory;                 // Where it starts.
  std::string stdout_path;               // Appended to.
  std::string stderr_path;
  std::map<std::string, std::string> notes;  // What its daemon needs to know it again: a word, and the rest of a line.
  std::string record;  // The file by which the child is found again; what it says of a former child is replaced.
};

// Everything a keeper and its child need, made before the fork: after it, only async-signal-safe calls are allowed.
struct KeeperTask {
  explicit KeeperTask(const ChildOptions& options);

  const ChildOptions& options;
  const CommandLine daemon_line;
  const std::string keeper_line;
  const std::string child_line;
  std::vector<char*> argv;
  std::vector<char*> envp;
  const std::string first_record_lines;
  const std::string new_record;  // Becomes the record when it is whole.
};

// From the daemon to the keeper, and from there to the child, which waits for it.
inline constexpr char kGoOn = 'g';

// What a keeper says to its daemon: that the child exists, waits and is written down, and when it has been told to go
// on, that the child runs its program. After an error, an errno, the keeper ends, and there is no child.
struct KeeperReport {
  int error = 0;
  bool is_record_error = false;  // The record could not be written; else the child could not be started.
  ProcessIdentity keeper;
  ProcessIdentity child;
};

// The life of a keeper, the small process between a daemon and its child that outlives the daemon, as does what it
// knows: it writes down who the child is (ProcessRecord) before that runs its program, waits for its end, and writes
// that down too. It holds nothing of the daemon's: no file, socket, lock, folder, terminal or name. Called in the
// process that the daemon has forked; `daemon` is a socket to it. If the daemon closes it before it has said "go on" by
// one byte, or dies, there will be no child and no record.
[[noreturn]] void RunKeeper(const KeeperTask& task, int daemon);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_KEEPER_H_
