#ifndef SLUICE_WORKER_DAEMON_WORKER_DAEMON_H_
#define SLUICE_WORKER_DAEMON_WORKER_DAEMON_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/net/transport.h"
#include "common/process/data_dir.h"

namespace sluice {

struct WorkerDaemonOptions {
  std::string driver;                  // host:port of the driver daemon.
  std::string listen = "127.0.0.1:0";  // Executors listen on the same host; others must reach it.
  std::string metrics_listen = "127.0.0.1:0";
  int cores = 1;             // Offered in all.
  int64_t memory_bytes = 0;  // Offered in all.
  // Called from a thread of the daemon, each time the driver has accepted it.
  std::function<void()> on_registered = [] {};
  // Called once, when the driver will never accept it: another version, no Sluice driver.
  std::function<void(absl::Status)> on_refused = [](absl::Status) {};
};

// The worker daemon: offers this machine to a driver daemon, and starts and stops executors as that says. When it loses
// the driver it keeps its executors and tries to come back for ever. The next daemon on the same data folder is the
// same worker and has its executors, however this one ended. Thread-safe.
class WorkerDaemon {
 public:
  // Errors name the address, file or folder that is in the way. `runtime` and `transport` outlive it.
  static absl::StatusOr<std::unique_ptr<WorkerDaemon>> Start(Runtime& runtime, Transport& transport, DataDir data_dir,
                                                             WorkerDaemonOptions options);
  virtual ~WorkerDaemon() = default;  // Its executors live on, for the next one.

  virtual const std::string& id() const = 0;
  virtual const std::string& address() const = 0;
  virtual const std::string& metrics_address() const = 0;
  // Tells the driver, asks every executor to stop, and returns when all have, some seconds later at most.
  virtual void Drain() = 0;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_WORKER_DAEMON_H_
