#ifndef SLUICE_WORKER_DAEMON_PENDING_LAUNCHES_H_
#define SLUICE_WORKER_DAEMON_PENDING_LAUNCHES_H_

#include <functional>
#include <map>
#include <vector>

#include "worker/daemon/executor_processes.h"

namespace sluice {

// Launches of executors whose executable is not here yet. Each executable is fetched once, however many wait for it,
// and to its end, also when nobody waits any more. Not thread-safe.
class PendingLaunches {
 public:
  // Begins to fetch; returns what gives that up. The owner calls Take when it has ended.
  using Fetch = std::function<std::function<void()>(const ExecutableKey&)>;
  explicit PendingLaunches(Fetch fetch) : fetch_(std::move(fetch)) {}

  void Add(ExecutorLaunch launch);
  // The fetch of `executable` has ended: those that waited for it.
  std::vector<ExecutorLaunch> Take(const ExecutableKey& executable);
  // False: it does not wait.
  bool Drop(const ExecutorName& name);
  void DropAll();
  // Gives all fetches up.
  void Close();

 private:
  struct Fetching {
    std::vector<ExecutorLaunch> waiting;
    std::function<void()> give_up;
  };

  const Fetch fetch_;
  std::map<ExecutableKey, Fetching> fetching_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_PENDING_LAUNCHES_H_
