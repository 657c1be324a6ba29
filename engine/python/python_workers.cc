#include "engine/python/python_workers.h"

#include <poll.h>

#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/settings/executor.h"

namespace sluice {
namespace {

constexpr absl::Duration kIdleMax = absl::Minutes(1);
constexpr absl::Duration kLookInterval = absl::Milliseconds(100);

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
  absl::StatusOr<std::unique_ptr<PythonWorker>> worker = TakeFrom(interpreter);
  // A daemon that some function has killed is no fault of this task.
  return worker.ok() ? std::move(worker) : TakeFrom(interpreter);
}

// One that is idle, else a new one.
absl::StatusOr<std::unique_ptr<PythonWorker>> PythonWorkers::TakeFrom(const PythonInterpreter& interpreter) {
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
  if (!worker.ok()) Forget(interpreter, daemon);
  return worker;
}

void PythonWorkers::Forget(const PythonInterpreter& interpreter, const std::shared_ptr<PythonDaemon>& daemon) {
  MutexLock lock(&mu_);
  if (Pool& pool = pools_[interpreter]; pool.daemon == daemon) pool = {};
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

bool PythonWorkers::EndAllIdle() {
  bool has_ended_one = false;
  for (auto& [interpreter, pool] : pools_) {
    has_ended_one |= !pool.idle.empty();
    pool.idle.clear();
  }
  return has_ended_one;
}

std::vector<pid_t> PythonWorkers::Daemons() {
  MutexLock lock(&mu_);
  std::vector<pid_t> daemons;
  for (const auto& [interpreter, pool] : pools_) {
    if (pool.daemon != nullptr) daemons.push_back(pool.daemon->pid());
  }
  return daemons;
}

absl::Status PythonWorkers::CheckMemory(const PythonWorker& worker) {
  MutexLock looking(&memory_mu_);
  if (const absl::Time now = SystemClock().Now(); now >= next_look_) {
    next_look_ = now + kLookInterval;
    excess_ = FindMemoryExcess(Daemons());
    MutexLock lock(&mu_);
    if (excess_.has_value() && EndAllIdle()) excess_.reset();
  }
  if (!excess_.has_value() || excess_->largest != worker.pid) return absl::OkStatus();
  return absl::AbortedError(
      StrCat("Python worker killed: it takes ", excess_->largest_bytes >> 20,
             " MiB of memory with what it has started, and the executor and all its Python processes take ",
             excess_->bytes >> 20, " MiB of the ", excess_->bytes_max >> 20, " MiB that they may. Consider raising '",
             settings::kExecutorMemoryOverhead.key, "', or let functions hold less at a time."));
}

}  // namespace sluice
