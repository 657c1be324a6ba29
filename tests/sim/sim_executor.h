#ifndef SLUICE_TESTS_SIM_SIM_EXECUTOR_H_
#define SLUICE_TESTS_SIM_SIM_EXECUTOR_H_

#include <functional>
#include <memory>
#include <string>

#include "common/actor/sim_loop.h"
#include "tests/sim/observing_transport.h"
#include "tests/sim/process_runtime.h"
#include "tests/sim/sim_disk.h"
#include "tests/sim/traffic.h"
#include "worker/executor/executor.h"

namespace sluice {

struct SimExecutorOptions {
  ExecutorId id;
  int worker = 0;
  int slots = 1;
  int64_t memory_bytes = int64_t{1} << 20;
  int64_t disk_bytes = 0;
  double input_share = 0.75;
  std::string driver_address;
};

// The process of one executor.
class SimExecutor {
 public:
  // `on_ended` is called when the executor has nothing more to do here; not from within the constructor.
  SimExecutor(SimLoop& loop, SimDisk& disk, std::unique_ptr<Transport> network, Traffic& traffic,
              const SimExecutorOptions& options, std::function<void(const std::string& why)> on_ended);
  ~SimExecutor();

  void Die(bool loses_power) { files_.Die(loses_power); }  // Nothing that it still does reaches the disk.
  void SetStopped(bool stopped) { process_.SetStopped(stopped); }
  void Drain() { executor_.Drain(); }  // As SIGTERM does.
  void SetDriver(DriverPlace place) { executor_.SetDriver(std::move(place)); }

  int worker() const { return worker_; }
  bool RunsOn(const Runtime& runtime) const { return &runtime == &process_; }

 private:
  const int worker_;
  ProcessRuntime process_;
  SimFiles files_;
  const std::unique_ptr<Transport> network_;
  ObservingTransport transport_;
  Executor executor_;
  std::unique_ptr<Mailbox> main_;  // Waits for the end, as a process does.
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SIM_EXECUTOR_H_
