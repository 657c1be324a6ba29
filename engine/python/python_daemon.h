#ifndef SLUICE_ENGINE_PYTHON_PYTHON_DAEMON_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_DAEMON_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/file_descriptor.h"
#include "engine/python/python_function.h"

namespace sluice {

class PythonDaemon;

// A process that runs one task after the other. What is said to it goes over its socket.
struct PythonWorker {
  std::shared_ptr<PythonDaemon> daemon;
  FileDescriptor socket;
  pid_t pid = -1;
  std::set<int64_t> broadcasts;  // It has them, by id.
};

// The process that workers are forked from: pyspark.daemon of an interpreter. It ends, and all workers with it, when
// this object or this process does, however that ends. Thread-safe.
class PythonDaemon : public std::enable_shared_from_this<PythonDaemon> {
 public:
  // Returns when workers can be had. UNAVAILABLE: there is no such interpreter, or it has no pyspark.
  static absl::StatusOr<std::shared_ptr<PythonDaemon>> Start(const PythonInterpreter& interpreter);
  ~PythonDaemon();
  PythonDaemon(const PythonDaemon&) = delete;

  // Forks one. UNAVAILABLE: the daemon is gone, or there is no room for a process.
  absl::StatusOr<std::unique_ptr<PythonWorker>> NewWorker();
  pid_t pid() const { return pid_; }

 private:
  PythonDaemon(pid_t pid, FileDescriptor orders, std::string secret)
      : pid_(pid), secret_(std::move(secret)), orders_(std::move(orders)) {}

  const pid_t pid_;
  const std::string secret_;
  int port_ = 0;           // Constant once it is started.
  FileDescriptor orders_;  // Its standard input: it ends when that does.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_DAEMON_H_
