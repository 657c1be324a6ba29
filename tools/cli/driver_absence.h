#ifndef SLUICE_TOOLS_CLI_DRIVER_ABSENCE_H_
#define SLUICE_TOOLS_CLI_DRIVER_ABSENCE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/actor/backoff.h"

namespace sluice {

// A command lives on while its driver daemon is restarted: tries again for a minute, and tells its user on stderr once
// that the daemon is away, and once that it is back. Not thread-safe.
class DriverAbsence {
 public:
  static constexpr absl::Duration kPatience = absl::Minutes(1);

  DriverAbsence(Runtime& runtime, std::string command, std::string driver)
      : runtime_(runtime), command_(std::move(command)), driver_(std::move(driver)), backoff_(runtime, {}) {}

  // How long to wait before another try; nothing: that would not help, or has not helped for long enough.
  std::optional<absl::Duration> OnLost(const absl::Status& why);
  // The daemon has answered.
  void OnAnswer();

 private:
  Runtime& runtime_;
  const std::string command_;
  const std::string driver_;
  Backoff backoff_;
  std::optional<absl::Time> since_;  // Set while it is away.
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_DRIVER_ABSENCE_H_
