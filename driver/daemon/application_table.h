#ifndef SLUICE_DRIVER_DAEMON_APPLICATION_TABLE_H_
#define SLUICE_DRIVER_DAEMON_APPLICATION_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/process/executable_cache.h"
#include "driver/daemon/application_state.h"

namespace sluice {

// What a user asked for.
struct ApplicationSpec {
  std::string name;
  ExecutableKey executable;
  std::vector<std::string> arguments;
  std::vector<std::string> conf;  // key=value.
  int cores_wanted = 0;           // All executors together; 0: all that are free.
  bool supervise = false;         // Start it again when it fails.
};

// What is to become of an application that was asked to stop. The numbers are in the record log: never change them.
enum class StopWish : uint8_t {
  kEnd = 1,    // Its exit code says how it has ended.
  kKill = 2,   // It is KILLED, whatever that says.
  kPause = 3,  // Supervised, and its daemon stops: the next one starts it again.
};

struct StopOrder {
  StopWish wish = StopWish::kEnd;
  std::string reason;  // Why it was asked first.
  absl::Time by;       // Then it is ended by force.
};

struct ApplicationRecord {
  ApplicationSpec spec;
  ApplicationState state = ApplicationState::kSubmitted;
  std::string message;  // Why it is in this state.
  int exit_code = 0;
  absl::Time submitted;
  absl::Time started = absl::InfiniteFuture();  // The last start counts.
  absl::Time ended = absl::InfiniteFuture();
  int starts = 0;
  ExecutorId next_executor;
  // Its life that runs was asked to stop.
  std::optional<StopOrder> stop;
  // The program of its life that runs has ended, and has said how its process will.
  std::optional<int> said_exit_code;
};

// Ordered by id, which is the order of submission.
using ApplicationTable = std::map<ApplicationId, ApplicationRecord>;

// A change of the table. CanApply is pure and says why not; Apply checks again. Recovery is Apply over the log.
struct AddApplication {
  ApplicationId application;
  ApplicationSpec spec;
  absl::Time submitted;
  // Not 0: it has ended, here or elsewhere, and goes on under its id; its driver was started at least so often before.
  int former_lives = 0;

  absl::Status CanApply(const ApplicationTable& table) const;
  absl::Status Apply(ApplicationTable& table) const;
};

struct MoveApplication {
  ApplicationId application;
  ApplicationState to;
  std::string message;
  int exit_code = 0;
  absl::Time at;

  absl::Status CanApply(const ApplicationTable& table) const;
  absl::Status Apply(ApplicationTable& table) const;
};

// Somebody has asked it to stop; the last order counts.
struct StopApplication {
  ApplicationId application;
  StopOrder order;

  absl::Status CanApply(const ApplicationTable& table) const;
  absl::Status Apply(ApplicationTable& table) const;
};

// Its program has ended, and its driver needs no executors any more.
struct FinishApplication {
  ApplicationId application;
  int exit_code = 0;  // So its process is about to end, as it says.

  absl::Status CanApply(const ApplicationTable& table) const;
  absl::Status Apply(ApplicationTable& table) const;
};

// The number is taken, for ever: also when the daemon starts anew.
struct NumberExecutor {
  ApplicationId application;
  ExecutorId executor;

  absl::Status CanApply(const ApplicationTable& table) const;
  absl::Status Apply(ApplicationTable& table) const;
};

struct ForgetApplication {
  ApplicationId application;

  absl::Status CanApply(const ApplicationTable& table) const;
  absl::Status Apply(ApplicationTable& table) const;
};

// The oldest that have ended, beyond the newest `ended_kept`.
std::vector<ApplicationId> SurplusOf(const ApplicationTable& table, int ended_kept);

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_APPLICATION_TABLE_H_
