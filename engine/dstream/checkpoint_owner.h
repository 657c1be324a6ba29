#ifndef SLUICE_ENGINE_DSTREAM_CHECKPOINT_OWNER_H_
#define SLUICE_ENGINE_DSTREAM_CHECKPOINT_OWNER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/actor/runtime.h"
#include "common/fs/file_lock.h"

namespace sluice {

// The one program that runs streams on a checkpoint folder, as long as this lives and the program does: a lock on the
// file `owner` in it, which says who that is.
class CheckpointOwner {
 public:
  // What the others are told of us besides machine and process.
  struct Introduction {
    std::string application;
    absl::Time since;
  };
  // FAILED_PRECONDITION names the other program; one that is being killed is waited for, two seconds at most.
  static absl::StatusOr<std::shared_ptr<const CheckpointOwner>> Take(Runtime& runtime, const std::string& folder,
                                                                     const Introduction& self);
  ~CheckpointOwner();
  CheckpointOwner(const CheckpointOwner&) = delete;

  // False: the file system knows no locks, so another program would not be refused.
  bool is_alone() const { return lock_.has_value(); }

 private:
  explicit CheckpointOwner(std::optional<FileLock> lock) : lock_(std::move(lock)) {}
  std::optional<FileLock> lock_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_CHECKPOINT_OWNER_H_
