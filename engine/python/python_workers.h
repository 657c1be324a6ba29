#ifndef SLUICE_ENGINE_PYTHON_PYTHON_WORKERS_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_WORKERS_H_

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "engine/python/python_daemon.h"
#include "engine/python/python_memory.h"

namespace sluice {

// The Python processes of an executor: a daemon for each interpreter, and its workers that have nothing to do, which
// are taken again before new ones are forked. Thread-safe.
class PythonWorkers {
 public:
  // An executor is a process.
  static PythonWorkers& OfThisProcess();

  // One that is ready for a task.
  absl::StatusOr<std::unique_ptr<PythonWorker>> Take(const PythonInterpreter& interpreter);
  // Of a worker that is ready for another task.
  void Return(const PythonInterpreter& interpreter, std::unique_ptr<PythonWorker> worker);
  // To be asked now and then by the task that has it. ABORTED: all processes together take more memory than this
  // executor may, and this worker most of it, so it is the one to go. Idle ones go first.
  absl::Status CheckMemory(const PythonWorker& worker);

 private:
  struct Idle {
    std::unique_ptr<PythonWorker> worker;
    absl::Time since;
  };
  struct Pool {
    std::shared_ptr<PythonDaemon> daemon;
    std::vector<Idle> idle;  // The one that came last is taken first.
    absl::Time used;         // When a worker was taken last, or came back.
  };

  absl::StatusOr<std::unique_ptr<PythonWorker>> TakeFrom(const PythonInterpreter& interpreter);
  absl::StatusOr<std::shared_ptr<PythonDaemon>> DaemonOf(const PythonInterpreter& interpreter)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Forget(const PythonInterpreter& interpreter, const std::shared_ptr<PythonDaemon>& daemon);
  void EndIdle(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool EndAllIdle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::vector<pid_t> Daemons();

  Mutex mu_;
  std::map<PythonInterpreter, Pool> pools_ ABSL_GUARDED_BY(mu_);
  Mutex memory_mu_;  // Taken before mu_, so that nobody who takes a worker waits for a look at processes.
  absl::Time next_look_ ABSL_GUARDED_BY(memory_mu_);
  std::optional<MemoryExcess> excess_ ABSL_GUARDED_BY(memory_mu_);
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_WORKERS_H_
