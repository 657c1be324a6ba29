#include "engine/python/python_workers.h"

#include <poll.h>

#include <utility>

#include "common/base/status.h"
#include "common/clock/clock.h"

namespace sluice {
namespace {

constexpr absl::Duration kIdleMax = absl::Minutes(1);

// A worker without a task says nothing, unless it has died.
bool IsAlive(const PythonWorker& worker) {
  pollfd said = {worker.socket.number(), POLLIN, 0};
  return poll(&said, 1, 0) == 0;
}

}  // namespace

PythonWorkers& PythonWorkers::OfThisProcess() {
  static PythonWorkers& workers = *new PythonWorkers();  // The end of the process ends them.
  return workers;
}

absl::StatusOr<std::unique_ptr<PythonWorker>> PythonWorkers::Take(const PythonInterpreter& interpreter) {
  std::shared_ptr<PythonDaemon> daemon;
  {
    MutexLock lock(&mu_);
    Pool& pool = pools_[interpreter];
    pool.used = SystemClock().Now();
    std::vector<Idle>& idle = pool.idle;
    while (!idle.empty()) {
      std::unique_ptr<PythonWorker> worker = std::move(idle.back().worker);
      idle.pop_back();
      if (IsAlive(*worker)) return worker;
    }
    SLUICE_ASSIGN_OR_RETURN(daemon, DaemonOf(interpreter));
  }
  absl::StatusOr<std::unique_ptr<PythonWorker>> worker = daemon->NewWorker();
  if (worker.ok()) return worker;
  MutexLock lock(&mu_);  // It may be gone: the next task starts another.
  if (Pool& pool = pools_[interpreter]; pool.daemon == daemon) pool = {};
  return worker.status();
}

void PythonWorkers::Return(const PythonInterpreter& interpreter, std::unique_ptr<PythonWorker> worker) {
  MutexLock lock(&mu_);
  const absl::Time now = SystemClock().Now();
  Pool& pool = pools_[interpreter];
  pool.used = now;
  EndIdle(now);
  if (pool.daemon == worker->daemon) pool.idle.push_back({std::move(worker), now});
}

absl::StatusOr<std::shared_ptr<PythonDaemon>> PythonWorkers::DaemonOf(const PythonInterpreter& interpreter) {
  Pool& pool = pools_[interpreter];
  if (pool.daemon == nullptr) {
    SLUICE_ASSIGN_OR_RETURN(pool.daemon, PythonDaemon::Start(interpreter));
  }
  return pool.daemon;
}

void PythonWorkers::EndIdle(absl::Time now) {
  for (auto& [interpreter, pool] : pools_) {
    std::erase_if(pool.idle, [now](const Idle& idle) { return now - idle.since > kIdleMax; });
  }
  std::erase_if(pools_, [now](const auto& entry) {
    const Pool& pool = entry.second;
    const bool is_all_there_is = pool.daemon.use_count() <= 1;  // No worker is under way.
    return is_all_there_is && pool.idle.empty() && now - pool.used > kIdleMax;
  });
}

}  // namespace sluice
