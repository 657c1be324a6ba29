#ifndef SLUICE_DRIVER_DAEMON_APPLICATION_STATE_H_
#define SLUICE_DRIVER_DAEMON_APPLICATION_STATE_H_

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

namespace sluice {

// The numbers are in the record log: never change them.
enum class ApplicationState : uint8_t {
  kSubmitted = 1,  // Its executable is here.
  kWaiting = 2,    // It waits for a free core.
  kRunning = 3,    // Its application driver runs.
  kFinished = 4,   // Exit code 0.
  kFailed = 5,
  kKilled = 6,      // Somebody else ended it: `sluice kill`, or the driver daemon as it was stopped.
  kRecovering = 7,  // Supervised: its driver has died and is started again; its executors live on.
};

constexpr bool IsEnded(ApplicationState state) {
  return state >= ApplicationState::kFinished && state != ApplicationState::kRecovering;
}

// Every legal move, and no other. An application that has ended never moves.
inline constexpr std::pair<ApplicationState, ApplicationState> kApplicationMoves[] = {
    {ApplicationState::kSubmitted, ApplicationState::kWaiting},
    {ApplicationState::kSubmitted, ApplicationState::kKilled},
    {ApplicationState::kWaiting, ApplicationState::kRunning},
    {ApplicationState::kWaiting, ApplicationState::kFailed},  // Cannot be started.
    {ApplicationState::kWaiting, ApplicationState::kKilled},
    {ApplicationState::kRunning, ApplicationState::kWaiting},  // Supervised, and the daemon was stopped in order.
    {ApplicationState::kRunning, ApplicationState::kRecovering},
    {ApplicationState::kRunning, ApplicationState::kFinished},
    {ApplicationState::kRunning, ApplicationState::kFailed},
    {ApplicationState::kRunning, ApplicationState::kKilled},
    {ApplicationState::kRecovering, ApplicationState::kRunning},
    {ApplicationState::kRecovering, ApplicationState::kWaiting},  // So earlier daemons did when they were restarted.
    {ApplicationState::kRecovering, ApplicationState::kFailed},   // Cannot be started.
    {ApplicationState::kRecovering, ApplicationState::kKilled},
};

constexpr bool CanMove(ApplicationState from, ApplicationState to) {
  return std::find(std::begin(kApplicationMoves), std::end(kApplicationMoves), std::pair(from, to)) !=
         std::end(kApplicationMoves);
}

constexpr std::string_view Name(ApplicationState state) {
  switch (state) {
    case ApplicationState::kSubmitted: return "SUBMITTED";
    case ApplicationState::kWaiting: return "WAITING";
    case ApplicationState::kRunning: return "RUNNING";
    case ApplicationState::kFinished: return "FINISHED";
    case ApplicationState::kFailed: return "FAILED";
    case ApplicationState::kKilled: return "KILLED";
    case ApplicationState::kRecovering: return "RECOVERING";
  }
  return "UNKNOWN";
}

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_APPLICATION_STATE_H_
