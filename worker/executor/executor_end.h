#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_END_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_END_H_

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"

namespace sluice {

// Why an executor ends: the first reason counts. It begins to end, and has ended when all is said and stopped that has
// to be. Thread-safe.
class ExecutorEnd {
 public:
  explicit ExecutorEnd(Runtime& runtime) : ended_(runtime.NewEvent()) {}

  // False: it had begun to end before.
  bool Begin(const absl::Status& why) {
    MutexLock lock(&mu_);
    if (why_.has_value()) return false;
    why_ = why;
    return true;
  }
  void Finish() { ended_->Set(); }

  // Waits for the end, or so long. Nothing: it has not even begun.
  std::optional<absl::Status> Wait(absl::Duration limit) {
    ended_->Wait(limit);
    MutexLock lock(&mu_);
    return why_;
  }

 private:
  const std::shared_ptr<Event> ended_;
  Mutex mu_;
  std::optional<absl::Status> why_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_END_H_
