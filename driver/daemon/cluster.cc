#include "driver/daemon/cluster.h"

// Applications, their drivers and executors. cluster_workers.cc: what becomes of workers.

#include <algorithm>
#include <set>

#include "common/base/status.h"

namespace sluice {
namespace {

constexpr absl::Duration kDriverDelayFirst = absl::Seconds(1);
constexpr absl::Duration kDriverDelayMax = absl::Minutes(1);
constexpr absl::Duration kKillGrace = absl::Seconds(30);
constexpr absl::Duration kStopGrace = absl::Minutes(10);  // Queued batches are finished in this time.
constexpr absl::Duration kDrainGrace = absl::Seconds(30);
constexpr absl::Duration kReturnGrace = absl::Minutes(1);  // So long a driver may take to come back to a new daemon.
// A driver that a new daemon starts again expects the executors of all workers that are back by then.
constexpr absl::Duration kFirstReturn = absl::Seconds(1);
constexpr char kRestarted[] = "the driver daemon was restarted";

// NOT_FOUND: there is no such application. FAILED_PRECONDITION: it has ended.
absl::Status CheckLive(const ApplicationTable& table, const ApplicationId& id) {
  const auto found = table.find(id);
  if (found == table.end()) {
    return absl::NotFoundError(StrCat("no application ", id, ": `sluice status` lists all that are known"));
  }
  if (!IsEnded(found->second.state)) return absl::OkStatus();
  return absl::FailedPreconditionError(StrCat("application ", id, " has ended: ", Name(found->second.state)));
}

absl::Status UnknownHere(const ApplicationId& id) {
  return absl::NotFoundError(StrCat("no application ", id, " is known here: `sluice status` lists all that are; if it ",
                                    "ran elsewhere, resume it by its checkpoint directory"));
}

int CountPlaced(const ApplicationId& id, const std::map<ExecutorKey, PlacedExecutor>& executors) {
  return static_cast<int>(std::count_if(executors.begin(), executors.end(), [&](const auto& executor) {
    return executor.first.first == id && !executor.second.ends();
  }));
}

// To each worker that has executors of the application.
void AddPlaces(const ApplicationId& id, const DriverWhereabouts& driver,
               const std::map<ExecutorKey, PlacedExecutor>& executors, ClusterActions& actions) {
  std::set<WorkerId> workers;
  for (const auto& [key, executor] : executors) {
    if (key.first == id) workers.insert(executor.worker);
  }
  for (const WorkerId& worker : workers) actions.push_back(TellPlace{worker, id, driver});
}

// Its driver has died, and is started again: the first time at once.
RunningApplication Recovering(const RunningApplication& died, absl::Time now) {
  const int deaths = now - died.driver_started > kDriverDelayMax ? 1 : died.driver_deaths + 1;
  const absl::Duration delay =
      deaths == 1 ? absl::ZeroDuration() : DelayAfter(deaths - 1, kDriverDelayFirst, kDriverDelayMax);
  return {.driver_started = died.driver_started,
          .cores_wanted = died.cores_wanted,
          .driver_deaths = deaths,
          .start_at = std::max(now + delay, died.taken_over + kFirstReturn),
          .taken_over = died.taken_over};
}

// A former daemon had asked it to stop.
void Remember(const StopOrder& order, absl::Time by, RunningApplication& application, ClusterActions& actions) {
  application.killed = order.wish == StopWish::kKill;
  application.goes_on_later = order.wish == StopWish::kPause;
  application.stop_asked = true;
  application.first_stop_reason = order.reason;
  application.stop_by = by;
  actions.push_back(LookAgain{by});
}

// A process that nobody has seen end has ended as it said that it would.
std::optional<ChildExit> ExitOf(const ApplicationRecord& record, const std::optional<ChildExit>& seen) {
  const bool is_known = seen.has_value() && seen->is_known;
  if (is_known || !record.said_exit_code.has_value()) return seen;
  return ChildExit{.code = *record.said_exit_code};
}

std::set<WorkerId> ThoseThatStay(const std::map<WorkerId, Worker>& workers) {
  std::set<WorkerId> staying;
  for (const auto& [id, worker] : workers) {
    if (worker.stays()) staying.insert(id);
  }
  return staying;
}

void AddStops(const std::vector<ExecutorKey>& stopping, const std::map<ExecutorKey, PlacedExecutor>& executors,
              ClusterActions& actions) {
  for (const ExecutorKey& key : stopping) {
    actions.push_back(StopExecutor{executors.at(key).worker, key.first, key.second});
  }
}

}  // namespace

bool Cluster::Change(const RegistryUpdate& update, ClusterActions& actions) {
  absl::Status status = CanApply(update, registry_);
  if (!status.ok()) return false;
  // A full disk must not stop what runs: the change is made all the same.
  const absl::Status written = journal_.Note(update);
  if (!written.ok()) actions.push_back(TellUser{{}, StrCat("not yet written to the log: ", written.message())});
  return Apply(update, registry_).ok();
}

ClusterActions Cluster::Recover(absl::Time now) {
  ClusterActions actions;
  const ApplicationTable found = table();
  for (const auto& [id, record] : found) {
    if (record.state == ApplicationState::kSubmitted) {
      Change(MoveApplication{.application = id,
                             .to = ApplicationState::kWaiting,
                             .message = "waits for a free core",
                             .at = now + wall_ahead_},
             actions);
    }
    if (record.state != ApplicationState::kRunning && record.state != ApplicationState::kRecovering) continue;
    RunningApplication& application = running_[id];
    application.driver_started = record.started - wall_ahead_;
    application.cores_wanted = record.spec.cores_wanted;
    application.taken_over = now;
    if (record.state == ApplicationState::kRunning) {
      if (record.stop.has_value()) Remember(*record.stop, record.stop->by - wall_ahead_, application, actions);
      application.finishing = record.said_exit_code.has_value();
      application.return_by = now + kReturnGrace;
      actions.push_back(AdoptDriver{id});
      actions.push_back(LookAgain{application.return_by});
    } else {
      application.told = {DriverLife(record.starts), ""};
      application.start_at = now + kFirstReturn;
      actions.push_back(LookAgain{application.start_at});
    }
  }
  Advance(now, actions);
  return actions;
}

absl::StatusOr<ClusterActions> Cluster::Submit(const ApplicationId& id, const ApplicationSpec& spec, absl::Time now,
                                               std::optional<int> former_lives) {
  if (draining_) return absl::UnavailableError("the driver daemon is stopping");
  if (former_lives.has_value() && *former_lives <= 0) {
    if (!table().contains(id)) return UnknownHere(id);
    former_lives = 1;  // The table may know of more.
  }
  const AddApplication add{id, spec, now + wall_ahead_, former_lives.value_or(0)};
  ClusterActions actions;
  SLUICE_RETURN_IF_ERROR(add.CanApply(table()));
  SLUICE_RETURN_IF_ERROR(journal_.Write(add));
  SLUICE_RETURN_IF_ERROR(add.Apply(registry_.applications));
  Change(MoveApplication{.application = id,
                         .to = ApplicationState::kWaiting,
                         .message = "waits for a free core",
                         .at = now + wall_ahead_},
         actions);
  Advance(now, actions);
  if (!running_.contains(id)) actions.push_back(TellUser{id, "waits for a worker with a free core"});
  return actions;
}

absl::StatusOr<ClusterActions> Cluster::Kill(const ApplicationId& id, bool graceful, absl::Time now) {
  SLUICE_RETURN_IF_ERROR(CheckLive(table(), id));
  ClusterActions actions;
  const ApplicationState state = table().at(id).state;
  if (state != ApplicationState::kRunning) {
    const bool was_started = state == ApplicationState::kRecovering;
    Change(MoveApplication{.application = id,
                           .to = ApplicationState::kKilled,
                           .message = StrCat("killed before it was started", was_started ? " again" : ""),
                           .exit_code = 1,
                           .at = now + wall_ahead_},
           actions);
    AddStops(executors_.Stop(id), executors(), actions);
    running_.erase(id);
    return actions;
  }
  running_[id].killed = true;
  AskToStop(id, graceful, kKillGrace, "it is killed", now, actions);
  return actions;
}

absl::StatusOr<ClusterActions> Cluster::Stop(const ApplicationId& id, const std::string& reason, absl::Time now) {
  SLUICE_RETURN_IF_ERROR(CheckLive(table(), id));
  if (table().at(id).state != ApplicationState::kRunning) return Kill(id, true, now);
  ClusterActions actions;
  AskToStop(id, true, kStopGrace, reason, now, actions);
  return actions;
}

void Cluster::AskToStop(const ApplicationId& id, bool graceful, absl::Duration grace, const std::string& reason,
                        absl::Time now, ClusterActions& actions) {
  RunningApplication& application = running_[id];
  const bool has_less_time = now + grace < application.stop_by;
  const bool can_be_asked = !graceful || !application.IsReturning();  // Else it is when it is back.
  if (can_be_asked && (!application.stop_asked || !graceful || has_less_time)) {
    const bool is_reminder = graceful && application.stop_asked;
    actions.push_back(StopDriver{id, graceful, reason, grace, is_reminder});
  }
  if (!application.stop_asked) application.first_stop_reason = reason;
  application.stop_asked = true;
  application.stop_by = std::min(application.stop_by, now + grace);
  actions.push_back(LookAgain{application.stop_by});
  const StopWish wish = application.killed          ? StopWish::kKill
                        : application.goes_on_later ? StopWish::kPause
                                                    : StopWish::kEnd;
  Change(StopApplication{id, {wish, application.first_stop_reason, application.stop_by + wall_ahead_}}, actions);
}

ClusterActions Cluster::Drain(absl::Time now) {
  ClusterActions actions;
  draining_ = true;
  for (auto& [id, application] : running_) {
    if (table().at(id).state != ApplicationState::kRunning) continue;  // Nothing of it has to end.
    const bool ends_by_itself = application.finishing || application.stop_asked;
    const bool goes_on = table().at(id).spec.supervise;
    if (!ends_by_itself) (goes_on ? application.goes_on_later : application.killed) = true;
    AskToStop(id, true, kDrainGrace, "the driver daemon is stopping", now, actions);
  }
  return actions;
}

void Cluster::OnDriverStarted(const ApplicationId& id, int64_t pid) {
  const auto application = running_.find(id);
  if (application != running_.end()) application->second.driver_pid = pid;
}

ClusterActions Cluster::OnDriverNotStarted(const ApplicationId& id, const absl::Status& error, absl::Time now) {
  ClusterActions actions;
  AddStops(executors_.Stop(id), executors(), actions);
  running_.erase(id);
  Change(MoveApplication{.application = id,
                         .to = ApplicationState::kFailed,
                         .message = std::string(error.message()),
                         .exit_code = 1,
                         .at = now + wall_ahead_},
         actions);
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnDriverRegistered(const ApplicationId& id, const std::string& address, absl::Time now) {
  ClusterActions actions;
  const auto application = running_.find(id);
  if (application == running_.end()) return actions;
  RunningApplication& there = application->second;
  there.driver_address = address;
  there.told = {DriverLife(table().at(id).starts), address};
  AddPlaces(id, there.told, executors(), actions);
  const bool is_back = there.IsReturning();
  there.return_by = absl::InfiniteFuture();
  if (is_back && there.stop_asked) {
    actions.push_back(StopDriver{id, true, there.first_stop_reason, there.stop_by - now});
  }
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnDriverFinished(const ApplicationId& id, int exit_code) {
  ClusterActions actions;
  const auto application = running_.find(id);
  if (application == running_.end()) return actions;
  application->second.finishing = true;
  if (table().at(id).said_exit_code != exit_code) Change(FinishApplication{id, exit_code}, actions);
  AddStops(executors_.Stop(id), executors(), actions);
  return actions;
}

ClusterActions Cluster::OnDriverExited(const ApplicationId& id, const std::optional<ChildExit>& seen, absl::Time now) {
  ClusterActions actions;
  const auto found = running_.find(id);
  if (found == running_.end()) return actions;
  const RunningApplication application = found->second;
  const ApplicationRecord& record = table().at(id);
  const std::optional<ChildExit> exit = ExitOf(record, seen);
  const bool ok = exit == ChildExit{};
  const std::string& failure = application.failure;
  std::string how = exit.has_value() ? StrCat("its driver ended with ", ToString(*exit)) : std::string(kRestarted);
  if (!failure.empty()) how = failure;
  if (application.stop_asked) how = StrCat(application.first_stop_reason, "; ", how);
  MoveApplication move{.application = id,
                       .to = ok ? ApplicationState::kFinished : ApplicationState::kFailed,
                       .message = how,
                       .exit_code = exit.value_or(ChildExit{.code = 1}).ShellCode(),
                       .at = now + wall_ahead_};
  if (record.spec.supervise && !draining_ && !ok && !application.stop_asked) {
    move.to = ApplicationState::kRecovering;
    move.message = StrCat(how, "; started again");
    found->second = Recovering(application, now);
    AddPlaces(id, found->second.told = {DriverLife(record.starts), ""}, executors(), actions);
    actions.push_back(TellUser{id, move.message});
    actions.push_back(LookAgain{found->second.start_at});
  } else {
    AddStops(executors_.Stop(id), executors(), actions);
    running_.erase(found);
    if (application.goes_on_later) move.to = ApplicationState::kWaiting;
    if (application.killed) move.to = ApplicationState::kKilled;
  }
  Change(move, actions);
  Advance(now, actions);
  return actions;
}

void Cluster::OnExecutorStarted(const ApplicationId& id, ExecutorId executor, int64_t pid) {
  executors_.OnStarted({id, executor}, pid);
}

void Cluster::OnExecutorAttached(const ApplicationId& id, ExecutorId executor) {
  const std::optional<WorkerId> worker = executors_.OnAttached({id, executor});
  const auto application = running_.find(id);
  if (worker.has_value() && application != running_.end()) application->second.failures.OnWorked(*worker);
}

ClusterActions Cluster::OnExecutorExited(const ApplicationId& id, ExecutorId executor, const std::string& how,
                                         absl::Time now) {
  ClusterActions actions;
  const std::optional<PlacedExecutor> ended = executors_.OnEnded({id, executor});
  if (!ended.has_value()) return actions;
  if (!ended->ends()) CountFailure(id, *ended, how, executor, now, actions);
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnExecutorLeft(const ApplicationId& id, ExecutorId executor, absl::Time now) {
  ClusterActions actions;
  const std::optional<PlacedExecutor> left = executors_.OnEnded({id, executor});
  if (!left.has_value()) return actions;
  if (const auto application = running_.find(id); application != running_.end()) {
    application->second.failures.OnLeft(left->worker, now);
  }
  Advance(now, actions);
  return actions;
}

void Cluster::CountFailure(const ApplicationId& id, const PlacedExecutor& executor, const std::string& how,
                           ExecutorId number, absl::Time now, ClusterActions& actions) {
  const auto found = running_.find(id);
  if (found == running_.end()) return;
  RunningApplication& application = found->second;
  const int in_a_row = application.failures.OnFailed(executor.worker, executor.attached, now);
  const std::string what = StrCat("executor ", number, " on ", executor.worker, " ended with ", how);
  if (!application.failures.HasGivenUp(executor.worker)) {
    actions.push_back(TellUser{id, StrCat(what, "; another one is started")});
    return;
  }
  actions.push_back(TellUser{id, StrCat(what, ", as ", in_a_row, " in a row before they could work: no more are ",
                                        "started on this worker; see sluice logs ", id, " --executor ", number)});
  if (application.failures.HasHopeOn(ThoseThatStay(workers_))) return;
  application.failure = "none of its executors could start on any worker; sluice logs shows what they said";
  actions.push_back(TellUser{id, StrCat("the application is ended: ", application.failure)});
  actions.push_back(StopDriver{id, false, application.failure});
}

ClusterActions Cluster::OnTime(absl::Time now) {
  ClusterActions actions;
  std::erase_if(workers_, [&](const auto& worker) {
    const bool is_lost = worker.second.back_by <= now;
    if (is_lost) executors_.RemoveOn(worker.first);
    return is_lost;
  });
  for (auto& [id, application] : running_) {
    if (application.return_by <= now) {
      application.return_by = absl::InfiniteFuture();
      application.failure =
          StrCat("its driver did not come back to the driver daemon within ", absl::FormatDuration(kReturnGrace));
      actions.push_back(StopDriver{id, false, application.failure});
    }
    if (application.stop_by > now) continue;
    application.stop_by = absl::InfiniteFuture();
    actions.push_back(StopDriver{id, false, "it did not stop in time"});
  }
  Advance(now, actions);
  return actions;
}

std::vector<ApplicationId> Cluster::ForgetEnded(int kept) {
  ClusterActions ignored;  // Not written: the next daemon will forget it again.
  std::vector<ApplicationId> surplus = SurplusOf(table(), kept);
  for (const ApplicationId& id : surplus) Change(ForgetApplication{id}, ignored);
  return surplus;
}

void Cluster::Advance(absl::Time now, ClusterActions& actions) {
  Placements placements;
  do {
    placements = PlaceExecutors(workers_, running_, executors(), now);
  } while (!draining_ && StartNext(placements.has_spare_cores, now, actions));
  if (draining_) return;
  for (const Placement& placement : placements.launch) {
    const ExecutorId executor = table().at(placement.application).next_executor;
    Change(NumberExecutor{placement.application, executor}, actions);
    executors_.Add({placement.application, executor}, {.worker = placement.worker,
                                                       .cores = placement.cores,
                                                       .memory_bytes = placement.memory_bytes,
                                                       .launched = now});
    actions.push_back(LaunchExecutor{placement.worker, placement.application, executor});
  }
  if (placements.look_again != absl::InfiniteFuture()) actions.push_back(LookAgain{placements.look_again});
}

// An application that recovers has its cores already.
bool Cluster::StartNext(bool cores_left, absl::Time now, ClusterActions& actions) {
  for (auto& [id, record] : table()) {
    const bool is_next = record.state == ApplicationState::kWaiting && cores_left;
    const bool is_due = record.state == ApplicationState::kRecovering && running_.at(id).start_at <= now;
    if (!is_next && !is_due) continue;
    Change(MoveApplication{.application = id, .to = ApplicationState::kRunning, .at = now + wall_ahead_}, actions);
    RunningApplication& application = running_[id];
    application.driver_started = now;
    application.cores_wanted = record.spec.cores_wanted;
    const int waiting = CountPlaced(id, executors());
    actions.push_back(
        StartDriver{id, waiting > 0 ? waiting : CountExecutors(workers_, executors(), record.spec.cores_wanted)});
    return true;
  }
  return false;
}

}  // namespace sluice
