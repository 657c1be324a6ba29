#include "engine/dstream/checkpoint_owner.h"

#include <unistd.h>

#include <array>

#include "common/base/status.h"
#include "common/fs/files.h"

namespace sluice {
namespace {

constexpr int kAttempts = 100;
constexpr absl::Duration kBetweenAttempts = absl::Milliseconds(20);

std::string HostName() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string Describe(const CheckpointOwner::Introduction& self) {
  return StrCat("host=", HostName(), " pid=", getpid(),
                " since=", absl::FormatTime(absl::RFC3339_sec, self.since, absl::UTCTimeZone()),
                " application=", self.application);
}

// Its process may have been killed a moment ago and be about to end.
absl::StatusOr<FileLock> TakeLock(Runtime& runtime, const std::string& path) {
  for (int attempt = 1; attempt < kAttempts; ++attempt) {
    absl::StatusOr<FileLock> lock = FileLock::Take(path);
    if (!absl::IsAlreadyExists(lock.status())) return lock;
    runtime.NewEvent()->Wait(kBetweenAttempts);
  }
  return FileLock::Take(path);
}

absl::Status RefusedBy(const std::string& folder, const std::string& path) {
  absl::StatusOr<Buffer> text = LocalFiles().Read(path);
  const bool is_known = text.ok() && text->size() > 0;
  return absl::FailedPreconditionError(StrCat(
      "the checkpoint directory ", folder, " is in use by another program: ", is_known ? text->view() : "owner unknown",
      "; stop that one, or give each program a checkpoint directory of its own"));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const CheckpointOwner>> CheckpointOwner::Take(Runtime& runtime,
                                                                             const std::string& folder,
                                                                             const Introduction& self) {
  const std::string path = folder + "/owner";
  absl::StatusOr<FileLock> lock = TakeLock(runtime, path);
  if (absl::IsAlreadyExists(lock.status())) return RefusedBy(folder, path);
  if (absl::IsUnimplemented(lock.status())) {
    return std::shared_ptr<const CheckpointOwner>(new CheckpointOwner(std::nullopt));
  }
  SLUICE_RETURN_IF_ERROR(Annotate(lock.status(), "take the checkpoint directory"));
  SLUICE_RETURN_IF_ERROR(Annotate(lock->Write(Describe(self)), "take the checkpoint directory ", folder));
  return std::shared_ptr<const CheckpointOwner>(new CheckpointOwner(*std::move(lock)));
}

CheckpointOwner::~CheckpointOwner() {
  if (lock_.has_value()) lock_->Write("").IgnoreError();  // Nobody reads it without finding it locked.
}

}  // namespace sluice
