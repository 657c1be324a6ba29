#include "state/checkpoint/lease_holder.h"

#include <unistd.h>

#include <array>

#include "absl/status/statusor.h"
#include "common/base/file_descriptor.h"

namespace sluice {
namespace {

std::string HostName() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

}  // namespace

LeaseHolder ThisProcess() {
  return {.host = HostName(),
          .space = ThisPidSpace(),
          .process = IdentityOf(getpid()).value_or(ProcessIdentity{.pid = getpid()})};
}

bool HasSurelyEnded(const LeaseHolder& holder) {
  if (holder.process.pid <= 0 || !holder.space.IsKnown() || holder.space != ThisPidSpace()) return false;
  const absl::StatusOr<FileDescriptor> process = OpenProcess(holder.process);
  return process.ok() && HasEnded(*process);
}

}  // namespace sluice
