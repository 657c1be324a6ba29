#include "common/process/process_identity.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "common/base/status.h"
#include "common/process/process_stat.h"

namespace sluice {
namespace {

constexpr int kStartField = 22;  // So proc(5) counts.
constexpr char kUnknown[] = "unknown";

std::string OrUnknown(std::string word) { return word.empty() ? kUnknown : word; }

}  // namespace

bool PidSpace::IsKnown() const {
  return !boot_id.empty() && boot_id != kUnknown && !pid_namespace.empty() && pid_namespace != kUnknown;
}

PidSpace ThisPidSpace() {
  std::string boot_id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot_id;
  std::error_code error;
  return {.boot_id = OrUnknown(boot_id),
          .pid_namespace = OrUnknown(std::filesystem::read_symlink("/proc/self/ns/pid", error).string())};
}

std::optional<ProcessIdentity> IdentityOf(pid_t pid) {
  const std::optional<ProcessStat> stat = ProcessStat::Of(pid);
  if (!stat.has_value()) return std::nullopt;
  const std::optional<int64_t> start_ticks = stat->Number(kStartField);
  if (!start_ticks.has_value()) return std::nullopt;
  return ProcessIdentity{.pid = pid, .start_ticks = *start_ticks};
}

absl::StatusOr<FileDescriptor> OpenProcess(const ProcessIdentity& process) {
  if (process.pid <= 0) return FileDescriptor();
  FileDescriptor opened(static_cast<int>(syscall(SYS_pidfd_open, process.pid, 0)));
  if (!opened && errno == ESRCH) return FileDescriptor();
  if (!opened) return absl::InternalError(StrCat("watch process ", process.pid, ": ", std::strerror(errno)));
  // Who has the pid is asked behind opening it: the one that is open cannot become another.
  const std::optional<ProcessIdentity> found = IdentityOf(process.pid);
  if (found == process) return opened;
  if (found.has_value() || HasEnded(opened)) return FileDescriptor();
  return absl::InternalError(StrCat("watch process ", process.pid, ": this process may not see whose pid it is"));
}

void SignalProcess(const FileDescriptor& process, int signal) {
  if (process) syscall(SYS_pidfd_send_signal, process.number(), signal, nullptr, 0);
}

bool HasEnded(const FileDescriptor& process) {
  pollfd end{process.number(), POLLIN, 0};
  return !process || poll(&end, 1, 0) == 1;
}

}  // namespace sluice
