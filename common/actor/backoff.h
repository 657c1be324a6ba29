#ifndef SLUICE_COMMON_ACTOR_BACKOFF_H_
#define SLUICE_COMMON_ACTOR_BACKOFF_H_

#include <algorithm>

#include "common/actor/runtime.h"

namespace sluice {

struct BackoffOptions {
  absl::Duration first = absl::Milliseconds(50);
  absl::Duration max = absl::Seconds(1);
};

// How long to wait before trying again: doubles up to `max`; each wait is cut by up to half at random, so that those
// who failed together do not come back together. Not thread-safe.
class Backoff {
 public:
  Backoff(Runtime& runtime, const BackoffOptions& options)
      : runtime_(runtime), options_(options), next_(options.first) {}

  absl::Duration Next() {
    absl::Duration full = next_;
    next_ = std::min(next_ * 2, options_.max);
    constexpr int kSteps = 1024;
    return full / 2 + full / 2 * static_cast<int>(runtime_.Random() % kSteps) / kSteps;
  }
  // After a success: the next failure starts small again.
  void Reset() { next_ = options_.first; }

 private:
  Runtime& runtime_;
  const BackoffOptions options_;
  absl::Duration next_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_BACKOFF_H_
