#include "driver/daemon/cluster.h"

#include <algorithm>

#include "common/base/status.h"

namespace sluice {
namespace {

constexpr int kQuickFailuresMax = 10;
constexpr absl::Duration kExecutorDelayFirst = absl::Milliseconds(100);
constexpr absl::Duration kExecutorDelayMax = absl::Seconds(10);
constexpr absl::Duration kLeftDelay = absl::Seconds(1);
constexpr absl::Duration kDriverDelayFirst = absl::Seconds(1);
constexpr absl::Duration kDriverDelayMax = absl::Minutes(1);
constexpr absl::Duration kKillGrace = absl::Seconds(30);
constexpr absl::Duration kStopGrace = absl::Minutes(10);  // Queued batches are finished in this time.
constexpr absl::Duration kDrainGrace = absl::Seconds(30);

absl::Duration Delay(absl::Duration first, absl::Duration max, int failures) {
  return std::min(max, first * (int64_t{1} << std::min(failures - 1, 20)));
}

}  // namespace

bool Cluster::Change(const ApplicationUpdate& update, ClusterActions& actions) {
  absl::Status status = CanApply(update, table_);
  if (!status.ok()) return false;
  // A full disk must not stop what runs: the change is made all the same.
  const absl::Status written = journal_.Note(update);
  if (!written.ok()) actions.push_back(TellUser{{}, StrCat("not yet written to the log: ", written.message())});
  return Apply(update, table_).ok();
}

ClusterActions Cluster::Recover(absl::Time now) {
  ClusterActions actions;
  const ApplicationTable found = table_;
  for (const auto& [id, record] : found) {
    if (record.state == ApplicationState::kSubmitted) {
      Change(MoveApplication{id, ApplicationState::kWaiting, "waits for a free core", 0, WallAt(now)}, actions);
    }
    if (record.state != ApplicationState::kRunning) continue;
    const auto to = record.spec.supervise ? ApplicationState::kWaiting : ApplicationState::kFailed;
    Change(MoveApplication{id, to, "the driver daemon was restarted", 1, WallAt(now)}, actions);
  }
  Advance(now, actions);
  return actions;
}

absl::StatusOr<ClusterActions> Cluster::Submit(const ApplicationId& id, const ApplicationSpec& spec, absl::Time now) {
  if (draining_) return absl::UnavailableError("the driver daemon is stopping");
  ClusterActions actions;
  const AddApplication add{id, spec, WallAt(now)};
  SLUICE_RETURN_IF_ERROR(add.CanApply(table_));
  SLUICE_RETURN_IF_ERROR(journal_.Write(add));
  SLUICE_RETURN_IF_ERROR(add.Apply(table_));
  Change(MoveApplication{id, ApplicationState::kWaiting, "waits for a free core", 0, WallAt(now)}, actions);
  Advance(now, actions);
  if (!running_.contains(id)) actions.push_back(TellUser{id, "waits for a worker with a free core"});
  return actions;
}

absl::StatusOr<ApplicationRecord*> Cluster::FindLive(const ApplicationId& id) {
  const auto found = table_.find(id);
  if (found == table_.end()) {
    return absl::NotFoundError(StrCat("no application ", id, ": `sluice status` lists all that are known"));
  }
  if (!IsEnded(found->second.state)) return &found->second;
  return absl::FailedPreconditionError(StrCat("application ", id, " has ended: ", Name(found->second.state)));
}

absl::StatusOr<ClusterActions> Cluster::Kill(const ApplicationId& id, bool graceful, absl::Time now) {
  SLUICE_ASSIGN_OR_RETURN(ApplicationRecord * record, FindLive(id));
  ClusterActions actions;
  if (record->state != ApplicationState::kRunning) {
    Change(MoveApplication{id, ApplicationState::kKilled, "killed before it was started", 1, WallAt(now)}, actions);
    restarts_.erase(id);
    return actions;
  }
  running_[id].killed = true;
  AskToStop(id, graceful, kKillGrace, "it is killed", now, actions);
  return actions;
}

absl::StatusOr<ClusterActions> Cluster::Stop(const ApplicationId& id, const std::string& reason, absl::Time now) {
  SLUICE_ASSIGN_OR_RETURN(ApplicationRecord * record, FindLive(id));
  if (record->state != ApplicationState::kRunning) return Kill(id, true, now);
  ClusterActions actions;
  AskToStop(id, true, kStopGrace, reason, now, actions);
  return actions;
}

void Cluster::AskToStop(const ApplicationId& id, bool graceful, absl::Duration grace, const std::string& reason,
                        absl::Time now, ClusterActions& actions) {
  RunningApplication& application = running_[id];
  // Asking a second time would end it at once: that is how programs take their second SIGTERM.
  if (!application.stop_asked || !graceful) actions.push_back(StopDriver{id, graceful, reason});
  if (!application.stop_asked) application.first_stop_reason = reason;
  application.stop_asked = true;
  application.stop_by = std::min(application.stop_by, now + grace);
  actions.push_back(LookAgain{application.stop_by});
}

ClusterActions Cluster::Drain(absl::Time now) {
  ClusterActions actions;
  draining_ = true;
  for (auto& [id, application] : running_) {
    const bool ends_by_itself = application.finishing || application.stop_asked;
    if (!ends_by_itself && !table_.at(id).spec.supervise) application.killed = true;
    AskToStop(id, true, kDrainGrace, "the driver daemon is stopping", now, actions);
  }
  return actions;
}

bool Cluster::IsCurrent(const ApplicationId& id, ExecutorId executor) const {
  const auto application = running_.find(id);
  return application != running_.end() && !application->second.finishing &&
         executor >= application->second.first_executor && executor < table_.at(id).next_executor;
}

ClusterActions Cluster::OnWorkerJoined(const WorkerSpec& spec, const std::vector<RunningExecutor>& running,
                                       absl::Time now) {
  ClusterActions actions;
  Remove(spec.id);
  for (const RunningExecutor& executor : running) {
    PlacedExecutor placed{.worker = spec.id, .cores = executor.cores, .launched = now, .pid = executor.pid};
    placed.state = PlacedExecutor::State::kRunning;
    if (!IsCurrent(executor.application, executor.executor)) {
      placed.state = PlacedExecutor::State::kStopping;
      actions.push_back(StopExecutor{spec.id, executor.application, executor.executor});
    }
    executors_[{executor.application, executor.executor}] = placed;
  }
  workers_[spec.id] = Worker{spec.host, std::max(1, spec.cores), spec.memory_bytes, WallAt(now)};
  if (spec.leaving) Leave(spec.id);
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnWorkerLeaving(const WorkerId& id, absl::Time now) {
  ClusterActions actions;
  if (workers_.contains(id)) Leave(id);
  Advance(now, actions);
  return actions;
}

void Cluster::Leave(const WorkerId& id) {
  workers_.at(id).leaving = true;
  for (auto& [key, executor] : executors_) {
    if (executor.worker == id) executor.state = PlacedExecutor::State::kStopping;
  }
}

ClusterActions Cluster::OnWorkerLost(const WorkerId& id, absl::Time now) {
  ClusterActions actions;
  Remove(id);
  Advance(now, actions);  // An application with a fixed number of cores gets them elsewhere.
  return actions;
}

void Cluster::Remove(const WorkerId& id) {
  workers_.erase(id);
  std::erase_if(executors_, [&](const auto& executor) { return executor.second.worker == id; });
}

void Cluster::OnDriverStarted(const ApplicationId& id, int64_t pid) {
  const auto application = running_.find(id);
  if (application != running_.end()) application->second.driver_pid = pid;
}

ClusterActions Cluster::OnDriverNotStarted(const ApplicationId& id, const absl::Status& error, absl::Time now) {
  ClusterActions actions;
  running_.erase(id);
  Change(MoveApplication{id, ApplicationState::kFailed, std::string(error.message()), 1, WallAt(now)}, actions);
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnDriverRegistered(const ApplicationId& id, const std::string& address, absl::Time now) {
  ClusterActions actions;
  const auto application = running_.find(id);
  if (application == running_.end()) return actions;
  application->second.driver_address = address;
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnDriverFinished(const ApplicationId& id) {
  ClusterActions actions;
  const auto application = running_.find(id);
  if (application == running_.end()) return actions;
  application->second.finishing = true;
  StopExecutors(id, actions);
  return actions;
}

void Cluster::StopExecutors(const ApplicationId& id, ClusterActions& actions) {
  for (auto& [key, executor] : executors_) {
    if (key.first != id || executor.state == PlacedExecutor::State::kStopping) continue;
    executor.state = PlacedExecutor::State::kStopping;
    actions.push_back(StopExecutor{executor.worker, key.first, key.second});
  }
}

ClusterActions Cluster::OnDriverExited(const ApplicationId& id, const ChildExit& exit, absl::Time now) {
  ClusterActions actions;
  const auto found = running_.find(id);
  if (found == running_.end()) return actions;
  const RunningApplication application = found->second;
  StopExecutors(id, actions);
  running_.erase(found);
  const ApplicationRecord& record = table_.at(id);
  const bool ok = exit == ChildExit{};
  const std::string& failure = application.failure;
  std::string how = failure.empty() ? StrCat("its driver ended with ", ToString(exit)) : failure;
  if (application.stop_asked) how = StrCat(application.first_stop_reason, "; ", how);
  MoveApplication move{.application = id,
                       .to = ok ? ApplicationState::kFinished : ApplicationState::kFailed,
                       .message = how,
                       .exit_code = exit.ShellCode(),
                       .at = WallAt(now)};
  if (application.killed) {
    move.to = ApplicationState::kKilled;
  } else if (record.spec.supervise && draining_) {
    return actions;  // It stays RUNNING in the log, so that the next daemon starts it again.
  } else if (record.spec.supervise && !ok && !application.stop_asked) {
    Restart& restart = restarts_[id];
    if (now - application.steady_start > kDriverDelayMax) restart.failures = 0;
    const absl::Duration delay = Delay(kDriverDelayFirst, kDriverDelayMax, ++restart.failures);
    restart.not_before = now + delay;
    move.to = ApplicationState::kWaiting;
    move.message = StrCat(how, "; started again in ", absl::FormatDuration(delay));
    actions.push_back(TellUser{id, move.message});
    actions.push_back(LookAgain{restart.not_before});
  }
  Change(move, actions);
  if (IsEnded(move.to)) restarts_.erase(id);
  Advance(now, actions);
  return actions;
}

void Cluster::OnExecutorStarted(const ApplicationId& id, ExecutorId executor, int64_t pid) {
  const auto found = executors_.find({id, executor});
  if (found == executors_.end()) return;
  found->second.pid = pid;
  if (found->second.state == PlacedExecutor::State::kStarting) found->second.state = PlacedExecutor::State::kRunning;
}

void Cluster::OnExecutorAttached(const ApplicationId& id, ExecutorId executor) {
  const auto found = executors_.find({id, executor});
  if (found == executors_.end()) return;
  found->second.attached = true;
  if (const auto application = running_.find(id); application != running_.end()) {
    application->second.worked_on.insert(found->second.worker);
  }
}

ClusterActions Cluster::OnExecutorExited(const ApplicationId& id, ExecutorId executor, const std::string& how,
                                         absl::Time now) {
  ClusterActions actions;
  const auto found = executors_.find({id, executor});
  if (found == executors_.end()) return actions;
  const PlacedExecutor ended = found->second;
  executors_.erase(found);
  if (ended.state != PlacedExecutor::State::kStopping) CountFailure(id, ended, how, executor, now, actions);
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnExecutorLeft(const ApplicationId& id, ExecutorId executor, absl::Time now) {
  ClusterActions actions;
  const auto found = executors_.find({id, executor});
  if (found == executors_.end()) return actions;
  const auto application = running_.find(id);
  if (application != running_.end()) application->second.failures[found->second.worker].not_before = now + kLeftDelay;
  executors_.erase(found);
  Advance(now, actions);
  return actions;
}

void Cluster::CountFailure(const ApplicationId& id, const PlacedExecutor& executor, const std::string& how,
                           ExecutorId number, absl::Time now, ClusterActions& actions) {
  const auto application = running_.find(id);
  if (application == running_.end()) return;
  QuickFailures& failures = application->second.failures[executor.worker];
  if (executor.attached) failures = {};
  failures.not_before = now + Delay(kExecutorDelayFirst, kExecutorDelayMax, ++failures.count);
  failures.given_up = failures.count >= kQuickFailuresMax;
  const std::string what = StrCat("executor ", number, " on ", executor.worker, " ended with ", how);
  if (!failures.given_up) {
    actions.push_back(TellUser{id, StrCat(what, "; another one is started")});
    return;
  }
  actions.push_back(TellUser{id, StrCat(what, ", as ", failures.count, " in a row before they could work: no more are ",
                                        "started on this worker; see sluice logs ", id, " --executor ", number)});
  if (!CanRunExecutors(id)) EndHelpless(id, actions);
}

bool Cluster::CanRunExecutors(const ApplicationId& id) const {
  const RunningApplication& application = running_.at(id);
  auto is_hopeful = [&](const WorkerId& worker) {
    const auto found = application.failures.find(worker);
    return found == application.failures.end() || !found->second.given_up;
  };
  // A machine where they worked, and that has gone, may come back.
  return std::any_of(application.worked_on.begin(), application.worked_on.end(), is_hopeful) ||
         std::any_of(workers_.begin(), workers_.end(),
                     [&](const auto& worker) { return !worker.second.leaving && is_hopeful(worker.first); });
}

void Cluster::EndHelpless(const ApplicationId& id, ClusterActions& actions) {
  running_[id].failure = "none of its executors could start on any worker; sluice logs shows what they said";
  actions.push_back(TellUser{id, StrCat("the application is ended: ", running_[id].failure)});
  actions.push_back(StopDriver{id, false, running_[id].failure});
}

ClusterActions Cluster::OnTime(absl::Time now) {
  ClusterActions actions;
  for (auto& [id, application] : running_) {
    if (application.stop_by > now) continue;
    application.stop_by = absl::InfiniteFuture();
    actions.push_back(StopDriver{id, false, "it did not stop in time"});
  }
  Advance(now, actions);
  return actions;
}

std::vector<ApplicationId> Cluster::ForgetEnded(int kept) {
  ClusterActions ignored;  // Not written: the next daemon will forget it again.
  std::vector<ApplicationId> surplus = SurplusOf(table_, kept);
  for (const ApplicationId& id : surplus) Change(ForgetApplication{id}, ignored);
  return surplus;
}

void Cluster::Advance(absl::Time now, ClusterActions& actions) {
  Placements placements;
  do {
    placements = PlaceExecutors(workers_, running_, executors_, now);
  } while (!draining_ && placements.cores_left && StartNext(now, actions));
  if (draining_) return;
  for (const Placement& placement : placements.launch) Launch(placement, now, actions);
  if (placements.look_again != absl::InfiniteFuture()) actions.push_back(LookAgain{placements.look_again});
}

bool Cluster::StartNext(absl::Time now, ClusterActions& actions) {
  for (auto& [id, record] : table_) {
    if (record.state != ApplicationState::kWaiting || restarts_[id].not_before > now) continue;
    Change(MoveApplication{id, ApplicationState::kRunning, "", 0, WallAt(now)}, actions);
    running_[id] = RunningApplication{
        .steady_start = now, .first_executor = record.next_executor, .cores_wanted = record.spec.cores_wanted};
    actions.push_back(StartDriver{id, CountExecutors(workers_, executors_, record.spec.cores_wanted)});
    return true;
  }
  return false;
}

void Cluster::Launch(const Placement& placement, absl::Time now, ClusterActions& actions) {
  const ExecutorId executor = table_.at(placement.application).next_executor;
  Change(NumberExecutor{placement.application, executor}, actions);
  executors_[{placement.application, executor}] = PlacedExecutor{
      .worker = placement.worker, .cores = placement.cores, .memory_bytes = placement.memory_bytes, .launched = now};
  actions.push_back(LaunchExecutor{placement.worker, placement.application, executor});
}

}  // namespace sluice
