#ifndef SLUICE_COMMON_PROCESS_CHILD_PROCESS_H_
#define SLUICE_COMMON_PROCESS_CHILD_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/file_descriptor.h"
#include "common/process/keeper.h"
#include "common/process/process_record.h"

namespace sluice {

// A process that was started by this one, or by one that is gone and has left it behind. It lives on when this object
// or this process ends, however that happens; the next daemon finds it by its record. It gets its own session, no
// stdin, the default signal handling and no file of its daemon. Thread-safe.
class ChildProcess {
 public:
  // How it has ended: called once from a thread of ours, perhaps before Start or Adopt return, and not after the
  // ChildProcess is destroyed, which it may not do itself. Without its keeper a child goes on, and how it ends is only
  // known to the first process of a container, which inherits it.
  using OnExit = std::function<void(ChildExit)>;

  // Returns when the program runs. NOT_FOUND, PERMISSION_DENIED, INTERNAL: it could not be started or written down,
  // there is no record, nothing is called.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const ChildOptions& options, OnExit on_exit);
  // The child of that record. One that ended meanwhile ends now. NOT_FOUND: nothing was started there, or on another
  // machine or before this one was booted.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Adopt(const std::string& record, OnExit on_exit);
  // Lets it go: it lives on, and nothing is called. Waits for `on_exit` if it runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return child_.pid; }
  // Does nothing once the process has ended: never hits another one that has its pid now.
  void Signal(int signal) { SignalProcess(child_end_, signal); }
  // Ends it by SIGKILL, and returns when `on_exit` has. One thread may.
  void Kill();

 private:
  ChildProcess(std::string record, const ProcessIdentity& keeper, const ProcessIdentity& child)
      : record_(std::move(record)), keeper_(keeper), child_(child) {}

  absl::Status OpenAll();
  void Watch(OnExit on_exit);
  std::optional<ChildExit> WaitForExit();
  bool WaitForEither(const FileDescriptor& one, const FileDescriptor& other, absl::Duration limit);
  ChildExit ReadExit() const;

  // Constant after OpenAll.
  const std::string record_;
  const ProcessIdentity keeper_;
  const ProcessIdentity child_;
  FileDescriptor keeper_end_;
  FileDescriptor child_end_;
  FileDescriptor let_go_;

  std::thread thread_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_CHILD_PROCESS_H_
