#ifndef SLUICE_COMMON_PROCESS_CHILD_PROCESS_H_
#define SLUICE_COMMON_PROCESS_CHILD_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"

namespace sluice {

struct ChildOptions {
  std::string executable;
  std::vector<std::string> arguments;    // They follow argv[0], which is `executable`.
  std::vector<std::string> environment;  // "NAME=value", all of it.
  std::string directory;                 // Where it starts.
  std::string stdout_path;               // Appended to.
  std::string stderr_path;
};

// How a process ended.
struct ChildExit {
  int code = 0;
  int signal = 0;  // 0: it exited by itself.

  bool operator==(const ChildExit&) const = default;
  // As a shell says it: 128 + signal.
  int ShellCode() const { return signal == 0 ? code : 128 + signal; }
};
std::string ToString(const ChildExit& exit);  // "exit code 3", "signal 9 (Killed)".

// A process that lives no longer than this object, nor than this process, however that ends: the kernel kills it when
// the thread that started it dies, and that thread waits for it. It gets its own session, no stdin, and the default
// signal handling. Thread-safe.
class ChildProcess {
 public:
  // Returns when the program runs. `on_exit` is called once from a thread of ours, perhaps before Start returns, and
  // may not destroy the ChildProcess. NOT_FOUND, PERMISSION_DENIED, INTERNAL: it could not be started, nothing is
  // called.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(ChildOptions options,
                                                             std::function<void(ChildExit)> on_exit);
  // Kills it if it still runs, and returns when on_exit has.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  // Does nothing once the process has ended.
  void Signal(int signal);

 private:
  struct Launch;
  ChildProcess() = default;
  void Run(Launch& launch, std::function<void(ChildExit)> on_exit);
  ChildExit WaitForExit();

  // Constant after Start.
  pid_t pid_ = -1;
  std::thread thread_;

  Mutex mu_;  // Held to signal and to reap, so that a reused pid is never signalled.
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_CHILD_PROCESS_H_
