#ifndef SLUICE_ENGINE_PYTHON_PYTHON_WORKERS_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_WORKERS_H_

#include <map>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "engine/python/python_daemon.h"

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

  absl::StatusOr<std::shared_ptr<PythonDaemon>> DaemonOf(const PythonInterpreter& interpreter)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void EndIdle(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  Mutex mu_;
  std::map<PythonInterpreter, Pool> pools_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_WORKERS_H_
