#include <algorithm>
#include <set>

#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "driver/daemon/cluster.h"

// Workers that come, go, end, and that their users want empty.

namespace sluice {
namespace {

bool HasPlace(const std::map<WorkerId, Worker>& workers) {
  return std::any_of(workers.begin(), workers.end(), [](const auto& worker) { return worker.second.stays(); });
}

// To the users of all whose executors leave.
void AddWarnings(const WorkerId& drained, ClusterActions& actions) {
  std::set<ApplicationId> leaving;
  for (const ClusterAction& action : actions) {
    if (const auto* leave = std::get_if<LeaveExecutor>(&action)) leaving.insert(leave->application);
  }
  for (const ApplicationId& application : leaving) {
    actions.push_back(TellUser{application, StrCat("worker ", drained, " is drained, and no other takes executors: ",
                                                   "the application waits for one that does")});
  }
}

void AddDepartures(const std::vector<ExecutorKey>& leaving, const WorkerId& worker, ClusterActions& actions) {
  for (const ExecutorKey& key : leaving) actions.push_back(LeaveExecutor{worker, key.first, key.second});
}

absl::Status CheckKnown(const WorkerId& id, const std::map<WorkerId, Worker>& workers, const DrainedWorkers& drained) {
  if (workers.contains(id) || drained.contains(id)) return absl::OkStatus();
  std::set<std::string> known;
  for (const auto& [worker, record] : workers) known.insert(worker.value());
  for (const WorkerId& worker : drained) known.insert(worker.value());
  const std::string others = known.empty() ? ": none has registered" : "; known are " + absl::StrJoin(known, ", ");
  return absl::NotFoundError(StrCat("no worker ", id, others));
}

}  // namespace

ClusterActions Cluster::OnWorkerJoined(const WorkerSpec& spec, const std::vector<RunningExecutor>& running,
                                       absl::Time now) {
  ClusterActions actions;
  std::map<ExecutorKey, PlacedExecutor> known = executors();  // As it was before the worker was away.
  executors_.RemoveOn(spec.id);
  for (const RunningExecutor& executor : running) {
    const ExecutorKey key = {executor.application, executor.executor};
    PlacedExecutor placed = known.try_emplace(key, PlacedExecutor{.launched = now}).first->second;
    placed.worker = spec.id;
    placed.cores = executor.cores;
    placed.pid = executor.pid;
    placed.state = PlacedExecutor::State::kRunning;
    const auto application = running_.find(executor.application);
    const bool is_wanted = application != running_.end() &&
                           application->second.Wants(executor.executor, table().at(executor.application).next_executor);
    if (!is_wanted) {
      placed.state = PlacedExecutor::State::kStopping;
      actions.push_back(StopExecutor{spec.id, executor.application, executor.executor});
    } else if (application->second.told.life != DriverLife()) {  // It may have changed while the worker was away.
      actions.push_back(TellPlace{spec.id, executor.application, application->second.told});
    }
    executors_.Add(key, placed);
  }
  const bool is_drained = registry_.drained.contains(spec.id);
  workers_[spec.id] = Worker{.host = spec.host,
                             .cores = std::max(1, spec.cores),
                             .memory_bytes = spec.memory_bytes,
                             .joined = now + wall_ahead_,
                             .leaving = spec.leaving,
                             .drained = is_drained};
  if (spec.leaving) executors_.StopOn(spec.id);
  if (is_drained) AddDepartures(executors_.LeaveOn(spec.id), spec.id, actions);
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnWorkerLeaving(const WorkerId& id, absl::Time now) {
  ClusterActions actions;
  if (const auto worker = workers_.find(id); worker != workers_.end()) {
    worker->second.leaving = true;
    executors_.StopOn(id);
  }
  Advance(now, actions);
  return actions;
}

ClusterActions Cluster::OnWorkerLost(const WorkerId& id, absl::Time now, absl::Time back_by) {
  ClusterActions actions;
  const auto worker = workers_.find(id);
  if (worker != workers_.end() && !worker->second.leaving && back_by > now) {
    worker->second.back_by = back_by;
    return {LookAgain{back_by}};
  }
  workers_.erase(id);
  executors_.RemoveOn(id);
  Advance(now, actions);  // An application with a fixed number of cores gets them elsewhere.
  return actions;
}

absl::StatusOr<ClusterActions> Cluster::SetDrained(const WorkerId& id, bool drained, absl::Time now) {
  SLUICE_RETURN_IF_ERROR(CheckKnown(id, workers_, registry_.drained));
  ClusterActions actions;
  if (registry_.drained.contains(id) == drained) return actions;
  const RegistryUpdate update = drained ? RegistryUpdate(DrainWorker{id}) : RegistryUpdate(UndrainWorker{id});
  SLUICE_RETURN_IF_ERROR(journal_.Write(update));
  SLUICE_RETURN_IF_ERROR(Apply(update, registry_));
  if (const auto worker = workers_.find(id); worker != workers_.end()) worker->second.drained = drained;
  if (drained) AddDepartures(executors_.LeaveOn(id), id, actions);
  if (drained && !HasPlace(workers_)) AddWarnings(id, actions);
  Advance(now, actions);
  return actions;
}

}  // namespace sluice
