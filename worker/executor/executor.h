#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "common/actor/runtime.h"
#include "common/net/transport.h"
#include "worker/block/block_store.h"
#include "worker/executor/driver_place.h"
#include "worker/executor/executor_options.h"

namespace sluice {

class ExecutorActor;

// One executor of one application: holds blocks, hosts receivers, runs tasks, until its driver lets it go or is away
// for too long. The same class is used inside the application's process, as a process of its own, and in simulations.
// Thread-safe. `runtime` and `transport` outlive it.
class Executor {
 public:
  Executor(Runtime& runtime, Transport& transport, ExecutorOptions options);
  // Shutdown; returns when no user function runs here any more.
  ~Executor();

  // Listens for peers, then attaches to the driver, for as long as that takes. Once, first. An error of
  // Transport::Listen.
  absl::Status Start();

  // Where its driver is now: the executor outlives one that is over, and attaches to the next with what it holds.
  void SetDriver(DriverPlace place);

  // Ends in order: the driver is told and starts nothing more here, receivers stop and their blocks are reported,
  // running tasks finish, and what nobody else holds is copied or processed; then the driver lets it go. Takes no
  // longer than `limit`; if it has one, it does not wait for a driver that is away. Called again, the shorter limit
  // holds.
  void Drain(absl::Duration limit = absl::Seconds(10));

  // Ends now. Running tasks are cancelled, blocks are gone.
  void Shutdown();

  // Why it ended, as soon as it has; nothing if `limit` passes first. OK: the driver let it go, or Drain, or Shutdown.
  std::optional<absl::Status> Wait(absl::Duration limit = absl::InfiniteDuration());

  // The code of this running task crashes or never ends: tells the driver that it failed, and why, and ends. For crash
  // handlers: call it on another thread.
  void FailTaskAndEnd(TaskId task, std::string why);
  // Some user function never returned, so the destructor would not either: end the process without it.
  bool has_stuck_tasks() const;

  std::string block_address() const;  // Peers reach it there. REQUIRES: started.
  BlockStoreUsage usage() const;

 private:
  const std::unique_ptr<ExecutorActor> actor_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_H_
