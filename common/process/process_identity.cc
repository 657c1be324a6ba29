#include "common/process/process_identity.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "common/base/status.h"

namespace sluice {
namespace {

constexpr int kStartField = 22;  // proc(5) counts from 1; the second is the program's name, in parentheses.

// The number in field `number`, which is one behind the name. nullopt: `stat` has no such number.
std::optional<int64_t> FieldOf(std::string_view stat, int number) {
  size_t at = stat.rfind(')');  // The name may have spaces and parentheses.
  for (int field = 2; field < number && at != std::string_view::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string_view::npos) return std::nullopt;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(stat.data() + at + 1, stat.data() + stat.size(), value);
  return error == std::errc() ? std::optional<int64_t>(value) : std::nullopt;
}

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
  char path[32] = "/proc/";
  char* const digits = path + std::strlen(path);
  std::strcpy(std::to_chars(digits, std::end(path) - 6, pid).ptr, "/stat");
  const FileDescriptor file(open(path, O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  char stat[1024];
  const ssize_t size = read(file.number(), stat, sizeof stat);
  if (size <= 0) return std::nullopt;
  const std::optional<int64_t> start_ticks = FieldOf({stat, static_cast<size_t>(size)}, kStartField);
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
