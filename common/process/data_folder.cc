#include "common/process/data_folder.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <optional>
#include <thread>

#include "common/base/status.h"
#include "common/fs/files.h"
#include "common/process/process_identity.h"
#include "common/process/stop_signals.h"

namespace sluice {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kLookAgain = std::chrono::milliseconds(20);
// Between taking the lock and writing its name a daemon needs less.
constexpr auto kAnonymousMax = std::chrono::seconds(2);

std::string LockPath(const std::string& folder) { return StrCat(folder, "/lock"); }

ProcessIdentity HolderOf(const std::string& folder) {
  ProcessIdentity holder;
  std::ifstream(LockPath(folder)) >> holder.pid >> holder.start_ticks;
  return holder;
}

// Returns when it has ended, or at `deadline`.
bool WaitForEnd(const FileDescriptor& process, Clock::time_point deadline) {
  while (!HasEnded(process)) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd end{process.number(), POLLIN, 0};
    poll(&end, 1, static_cast<int>(left.count()));
  }
  return true;
}

// Another folder gets another text, also a copy of it on the same machine.
std::string ClaimOf(const std::string& folder) {
  struct stat info = {};
  stat(folder.c_str(), &info);
  const PidSpace space = ThisPidSpace();
  return StrCat("boot ", space.boot_id, "\nnamespace ", space.pid_namespace, "\nfolder ", info.st_dev, ":", info.st_ino,
                "\n");
}

}  // namespace

absl::StatusOr<FileLock> LockDataFolder(const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(FileLock lock, FileLock::Take(LockPath(folder)));
  const std::optional<ProcessIdentity> self = IdentityOf(getpid());
  // On a full disk the lock has no name, and only who wants to replace us must know better.
  if (self.has_value()) (void)lock.Write(StrCat(self->pid, " ", self->start_ticks, "\n"));
  return lock;
}

absl::Status EndPredecessor(const std::string& folder, absl::Duration limit) {
  const Clock::time_point started = Clock::now(), deadline = started + absl::ToChronoNanoseconds(limit);
  while (absl::IsAlreadyExists(FileLock::TakeExisting(LockPath(folder)).status())) {
    const ProcessIdentity holder = HolderOf(folder);
    SLUICE_ASSIGN_OR_RETURN(const FileDescriptor process, OpenProcess(holder));
    if (process) {
      SignalProcess(process, kSuccessorSignal);
      if (WaitForEnd(process, deadline)) continue;
      return absl::DeadlineExceededError(StrCat("the daemon that uses ", folder, " was told to make room for a ",
                                                "successor and still runs after ", absl::FormatDuration(limit),
                                                ": process ", holder.pid));
    }
    if (Clock::now() - started > kAnonymousMax) {
      return absl::FailedPreconditionError(
          StrCat("the daemon that uses ", folder, " cannot be told to make room for a ",
                 "successor: no process of this machine is named in ", LockPath(folder)));
    }
    std::this_thread::sleep_for(kLookAgain);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> ClaimDataFolder(const std::string& folder) {
  const std::string path = StrCat(folder, "/claim"), claim = ClaimOf(folder);
  const absl::StatusOr<Buffer> former = LocalFiles().Read(path);
  if (former.ok() && former->view() == claim) return true;
  SLUICE_RETURN_IF_ERROR(LocalFiles().Publish(path, claim));
  return false;
}

}  // namespace sluice
