#include "driver/daemon/placement.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace sluice {
namespace {

// An application's view of the workers that could give it an executor.
struct Candidates {
  std::vector<WorkerId> workers;
  std::vector<int> free;
};

struct HeldCores {
  int cores = 0;
  std::set<WorkerId> workers;  // One executor of an application per worker, also while it is stopping.
};

HeldCores CoresHeldBy(const ApplicationId& application, const std::map<ExecutorKey, PlacedExecutor>& executors) {
  HeldCores held;
  for (const auto& [key, executor] : executors) {
    if (key.first != application) continue;
    held.workers.insert(executor.worker);
    if (!executor.ends()) held.cores += executor.cores;
  }
  return held;
}

Candidates FindCandidates(const RunningApplication& application, const HeldCores& held,
                          const std::map<WorkerId, int>& free) {
  Candidates candidates;
  for (const auto& [worker, cores] : free) {
    if (cores == 0 || held.workers.contains(worker) || application.failures.HasGivenUp(worker)) continue;
    candidates.workers.push_back(worker);
    candidates.free.push_back(cores);
  }
  return candidates;
}

std::map<WorkerId, int> FreeCores(const std::map<WorkerId, Worker>& workers,
                                  const std::map<ExecutorKey, PlacedExecutor>& executors) {
  std::map<WorkerId, int> free;
  for (const auto& [id, worker] : workers) {
    if (worker.stays() && !worker.is_away()) free[id] = std::max(0, worker.cores - CoresUsed(id, executors));
  }
  return free;
}

}  // namespace

int CoresUsed(const WorkerId& worker, const std::map<ExecutorKey, PlacedExecutor>& executors) {
  int used = 0;
  for (const auto& [key, executor] : executors) {
    if (executor.worker == worker) used += executor.cores;
  }
  return used;
}

WorkerState StateOf(const Worker& worker, bool has_executors) {
  if (worker.leaving) return WorkerState::kLeaving;
  if (worker.is_away()) return WorkerState::kAway;
  if (!worker.drained) return WorkerState::kAlive;
  return has_executors ? WorkerState::kDraining : WorkerState::kDrained;
}

std::vector<int> SplitCores(const std::vector<int>& free, int wanted) {
  std::vector<int> share(free.size(), 0);
  int left = std::accumulate(free.begin(), free.end(), 0);
  if (wanted > 0) left = std::min(left, wanted);
  for (size_t i = 0; left > 0; i = (i + 1) % free.size()) {
    if (share[i] == free[i]) continue;
    ++share[i];
    --left;
  }
  return share;
}

int CountExecutors(const std::map<WorkerId, Worker>& workers, const std::map<ExecutorKey, PlacedExecutor>& executors,
                   int cores_wanted) {
  const std::map<WorkerId, int> free = FreeCores(workers, executors);
  const int on = std::count_if(free.begin(), free.end(), [](const auto& worker) { return worker.second > 0; });
  return cores_wanted > 0 ? std::min(on, cores_wanted) : on;
}

Placements PlaceExecutors(const std::map<WorkerId, Worker>& workers,
                          const std::map<ApplicationId, RunningApplication>& running,
                          const std::map<ExecutorKey, PlacedExecutor>& executors, absl::Time now) {
  Placements result;
  std::map<WorkerId, int> free = FreeCores(workers, executors);
  for (const auto& [id, application] : running) {
    if (application.finishing || application.killed) continue;
    const HeldCores held = CoresHeldBy(id, executors);
    const int wanted = application.cores_wanted == 0 ? 0 : application.cores_wanted - held.cores;
    if (application.cores_wanted > 0 && wanted <= 0) continue;
    const Candidates candidates = FindCandidates(application, held, free);
    const std::vector<int> share = SplitCores(candidates.free, wanted);
    for (size_t i = 0; i < share.size(); ++i) {
      if (share[i] == 0) continue;
      const WorkerId& on = candidates.workers[i];
      free[on] -= share[i];
      const absl::Time not_before = application.NotBefore(on);
      if (not_before > now) result.look_again = std::min(result.look_again, not_before);
      if (not_before > now || application.driver_address.empty()) continue;  // The cores are kept for it.
      const Worker& worker = workers.at(on);
      result.launch.push_back({id, on, share[i], worker.memory_bytes / worker.cores * share[i]});
    }
  }
  result.has_spare_cores = std::any_of(free.begin(), free.end(), [](const auto& worker) { return worker.second > 0; });
  return result;
}

}  // namespace sluice
