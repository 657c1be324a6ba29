#ifndef SLUICE_DRIVER_DAEMON_PLACED_EXECUTORS_H_
#define SLUICE_DRIVER_DAEMON_PLACED_EXECUTORS_H_

#include <map>
#include <optional>
#include <vector>

#include "driver/daemon/placement.h"

namespace sluice {

// The executors that hold cores, until the worker says that they have ended or is lost itself. Late news of others
// changes nothing. Not thread-safe.
class PlacedExecutors {
 public:
  void Add(const ExecutorKey& key, const PlacedExecutor& executor) { all_[key] = executor; }
  void OnStarted(const ExecutorKey& key, int64_t pid);
  // It has found its application driver; returns its worker. Nothing: it is not here.
  std::optional<WorkerId> OnAttached(const ExecutorKey& key);
  // Removes and returns it. Nothing: it is not here.
  std::optional<PlacedExecutor> OnEnded(const ExecutorKey& key);

  // Those of the application that were not stopping yet: from now on they are.
  std::vector<ExecutorKey> Stop(const ApplicationId& application);
  // Those of the worker that do not end yet: from now on they leave.
  std::vector<ExecutorKey> LeaveOn(const WorkerId& worker);
  // All of the worker are stopping.
  void StopOn(const WorkerId& worker);
  void RemoveOn(const WorkerId& worker);

  const std::map<ExecutorKey, PlacedExecutor>& all() const { return all_; }

 private:
  std::map<ExecutorKey, PlacedExecutor> all_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_PLACED_EXECUTORS_H_
