#ifndef SLUICE_DRIVER_DAEMON_WORKER_STATE_H_
#define SLUICE_DRIVER_DAEMON_WORKER_STATE_H_

#include <cstdint>
#include <string_view>

namespace sluice {

enum class WorkerState : uint8_t {
  kAlive,     // Executors are started on it.
  kAway,      // It closed its link, and may be back.
  kLeaving,   // It ends.
  kDraining,  // Its user wants it empty, and it still has executors.
  kDrained,   // It is empty, and stays so.
};

constexpr std::string_view Name(WorkerState state) {
  switch (state) {
    case WorkerState::kAlive: return "alive";
    case WorkerState::kAway: return "away";
    case WorkerState::kLeaving: return "leaving";
    case WorkerState::kDraining: return "draining";
    case WorkerState::kDrained: return "drained";
  }
  return "unknown";
}

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_WORKER_STATE_H_
