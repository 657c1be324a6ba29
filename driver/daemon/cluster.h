#ifndef SLUICE_DRIVER_DAEMON_CLUSTER_H_
#define SLUICE_DRIVER_DAEMON_CLUSTER_H_

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/process/child_process.h"
#include "driver/daemon/placed_executors.h"
#include "driver/daemon/placement.h"
#include "driver/daemon/registry_log.h"

namespace sluice {

// What the daemon has to do, in order.
struct StartDriver {
  ApplicationId application;
  int first_executors = 0;  // They wait for the driver, or are started as soon as it has registered.
};
// It ran under the former daemon: OnDriverStarted if it is found, or OnDriverExited.
struct AdoptDriver {
  ApplicationId application;
};
struct StopDriver {
  ApplicationId application;
  bool graceful;
  std::string reason;
  absl::Duration grace;      // If it is graceful: in this time it is to end.
  bool is_reminder = false;  // It was asked before, and has less time now.
};
struct LaunchExecutor {  // Its cores and memory are in executors().
  WorkerId worker;
  ApplicationId application;
  ExecutorId executor;
};
struct StopExecutor {
  WorkerId worker;
  ApplicationId application;
  ExecutorId executor;
};
// It hands over what it has and ends then, however long that takes.
struct LeaveExecutor {
  WorkerId worker;
  ApplicationId application;
  ExecutorId executor;
};
// The worker passes it on to the application's executors.
struct TellPlace {
  WorkerId worker;
  ApplicationId application;
  DriverWhereabouts driver;
};
struct TellUser {
  ApplicationId application;
  std::string text;
};
struct LookAgain {
  absl::Time at;
};  // Call OnTime then.
using ClusterAction = std::variant<StartDriver, AdoptDriver, StopDriver, LaunchExecutor, StopExecutor, LeaveExecutor,
                                   TellPlace, TellUser, LookAgain>;
using ClusterActions = std::vector<ClusterAction>;

struct WorkerSpec {
  WorkerId id;
  std::string host;
  int cores = 0;
  int64_t memory_bytes = 0;
  bool leaving = false;
};
struct RunningExecutor {
  ApplicationId application;
  ExecutorId executor;
  int cores = 0;
  int64_t pid = 0;
};

// Decides which applications run and on which workers they have executors. Facts and `now` come in, actions go out; it
// knows no thread, link or process. What must survive the daemon is written to the journal before it is done.
// Not thread-safe.
class Cluster {
 public:
  Cluster(RegistryJournal& journal, Registry registry) : journal_(journal), registry_(std::move(registry)) {}

  // How far the wall clock is ahead of the times that come in: what is recorded for people goes by it.
  void SetWallAhead(absl::Duration ahead) { wall_ahead_ = ahead; }

  // Once, before all else: what ran under the former daemon stays what it is, and its driver is looked for.
  ClusterActions Recover(absl::Time now);

  // The first error means that it was not accepted. ALREADY_EXISTS: the id is taken. With `former_lives` it is an
  // application that has ended: it keeps its id, and its next life begins; 0: nobody has looked how many its checkpoint
  // directory says. NOT_FOUND: then nobody knows it. FAILED_PRECONDITION: it has not ended.
  absl::StatusOr<ClusterActions> Submit(const ApplicationId& id, const ApplicationSpec& spec, absl::Time now,
                                        std::optional<int> former_lives = std::nullopt);
  // NOT_FOUND: no such application. FAILED_PRECONDITION: it has ended.
  absl::StatusOr<ClusterActions> Kill(const ApplicationId& id, bool graceful, absl::Time now);
  // Graceful, and its exit code decides how it has ended. Errors as of Kill.
  absl::StatusOr<ClusterActions> Stop(const ApplicationId& id, const std::string& reason, absl::Time now);
  // The daemon stops in order: nothing is started any more; supervised applications wait for the next daemon.
  ClusterActions Drain(absl::Time now);

  // Also when it comes back after its link broke: then with the executors it runs.
  ClusterActions OnWorkerJoined(const WorkerSpec& worker, const std::vector<RunningExecutor>& running, absl::Time now);
  // It stops its executors by itself: their cores are found elsewhere at once.
  ClusterActions OnWorkerLeaving(const WorkerId& id, absl::Time now);
  // Unless it leaves, it may be back before `back_by`: until then nobody else gets what it has, since its executors may
  // work on without it.
  ClusterActions OnWorkerLost(const WorkerId& id, absl::Time now, absl::Time back_by = absl::InfinitePast());

  // Drained: its executors hand over what they have and end, and it gets no others, also when it or the daemon comes
  // back. Else it gets some again. Does nothing if it is so already. NOT_FOUND: nobody knows the worker; the message
  // names those that are known. Other errors: that could not be written down, and is not done.
  absl::StatusOr<ClusterActions> SetDrained(const WorkerId& id, bool drained, absl::Time now);

  void OnDriverStarted(const ApplicationId& id, int64_t pid);
  ClusterActions OnDriverNotStarted(const ApplicationId& id, const absl::Status& error, absl::Time now);
  ClusterActions OnDriverRegistered(const ApplicationId& id, const std::string& address, absl::Time now);
  // Its program has ended, and its process is about to, with that exit code.
  ClusterActions OnDriverFinished(const ApplicationId& id, int exit_code);
  // One that is supervised, and that nobody has asked to stop, is started again if it failed: its executors live on.
  // Without an `exit` it was of the former daemon, and nobody knows how it ended. What is not known is as it has said.
  ClusterActions OnDriverExited(const ApplicationId& id, const std::optional<ChildExit>& exit, absl::Time now);

  void OnExecutorStarted(const ApplicationId& id, ExecutorId executor, int64_t pid);
  void OnExecutorAttached(const ApplicationId& id, ExecutorId executor);
  ClusterActions OnExecutorExited(const ApplicationId& id, ExecutorId executor, const std::string& how, absl::Time now);
  // It ended in order: it was told to, or let go by its driver, which most likely ends as well.
  ClusterActions OnExecutorLeft(const ApplicationId& id, ExecutorId executor, absl::Time now);
  ClusterActions OnTime(absl::Time now);
  // Of applications that have ended only the newest `kept` stay in the table; returns the others.
  std::vector<ApplicationId> ForgetEnded(int kept);

  const ApplicationTable& table() const { return registry_.applications; }
  const std::map<ApplicationId, RunningApplication>& running() const { return running_; }
  const std::map<WorkerId, Worker>& workers() const { return workers_; }
  const std::map<ExecutorKey, PlacedExecutor>& executors() const { return executors_.all(); }

 private:
  bool Change(const RegistryUpdate& update, ClusterActions& actions);
  void Advance(absl::Time now, ClusterActions& actions);
  bool StartNext(bool cores_left, absl::Time now, ClusterActions& actions);
  void CountFailure(const ApplicationId& id, const PlacedExecutor& executor, const std::string& how, ExecutorId number,
                    absl::Time now, ClusterActions& actions);
  void AskToStop(const ApplicationId& id, bool graceful, absl::Duration grace, const std::string& reason,
                 absl::Time now, ClusterActions& actions);

  RegistryJournal& journal_;
  absl::Duration wall_ahead_;
  Registry registry_;
  std::map<WorkerId, Worker> workers_;
  std::map<ApplicationId, RunningApplication> running_;  // One for each application in RUNNING or RECOVERING.
  PlacedExecutors executors_;
  bool draining_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_CLUSTER_H_
