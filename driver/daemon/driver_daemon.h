#ifndef SLUICE_DRIVER_DAEMON_DRIVER_DAEMON_H_
#define SLUICE_DRIVER_DAEMON_DRIVER_DAEMON_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/net/transport.h"
#include "common/process/data_dir.h"

namespace sluice {

struct DriverDaemonOptions {
  std::string listen = "127.0.0.1:7077";  // Workers must be able to reach it.
  std::string metrics_listen = "127.0.0.1:0";
  // Who serves the page. Empty: 127.0.0.1:8080, or the next of sixteen ports that is free.
  std::string web_listen = {};
  std::string event_log = {};         // Where event logs are, unless an application says it; empty: in the data folder.
  int ended_applications_kept = 200;  // The registry remembers so many, and keeps their logs.
};

// The driver daemon: knows the workers, admits applications, starts and supervises their drivers, and has executors
// started for them. Restarted over its data folder it knows the applications it had, and adopts their drivers, which
// have lived on. Thread-safe.
class DriverDaemon {
 public:
  // Listens when it returns. Errors name the address, file or folder that is in the way. `runtime` and `transport`
  // outlive it.
  static absl::StatusOr<std::unique_ptr<DriverDaemon>> Start(Runtime& runtime, Transport& transport, DataDir data_dir,
                                                             DriverDaemonOptions options);
  virtual ~DriverDaemon() = default;  // Lets go what still runs: a successor has a minute to adopt it.

  // host:port each, with the port that was really taken.
  struct Addresses {
    std::string daemon;
    std::string metrics;
    std::string web;
  };
  virtual Addresses addresses() const = 0;
  // Ends in order: asks every application to stop and returns when all have, half a minute later at most, and those who
  // wait for their end know it.
  virtual void Drain() = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_DRIVER_DAEMON_H_
