#include "driver/daemon/cluster_status.h"

#include <string>

namespace sluice {
namespace {

int64_t MillisOrZero(absl::Time time) { return time == absl::InfiniteFuture() ? 0 : absl::ToUnixMillis(time); }

const char* Name(PlacedExecutor::State state) {
  switch (state) {
    case PlacedExecutor::State::kStarting: return "starting";
    case PlacedExecutor::State::kRunning: return "running";
    case PlacedExecutor::State::kLeaving: return "leaving";
    case PlacedExecutor::State::kStopping: return "stopping";
  }
  return "unknown";
}

// `session`: none of a worker that is away.
v1::WorkerInfo DescribeWorker(const Cluster& cluster, const WorkerId& id, const WorkerSession* session) {
  const Worker& worker = cluster.workers().at(id);
  v1::WorkerInfo info;
  info.set_worker(id.value());
  info.set_host(worker.host);
  const int cores_used = CoresUsed(id, cluster.executors());
  info.set_state(std::string(Name(StateOf(worker, cores_used > 0))));
  info.set_cores(worker.cores);
  info.set_cores_used(cores_used);
  info.set_memory_bytes(worker.memory_bytes);
  info.set_registered_millis(absl::ToUnixMillis(worker.joined));
  if (session == nullptr) return info;
  info.set_pid(session->registration().pid());
  info.set_metrics_address(session->registration().metrics_address());
  info.set_heartbeat_age_millis(absl::ToInt64Milliseconds(session->Silence()));
  return info;
}

}  // namespace

v1::ClusterStatus DescribeCluster(const Cluster& cluster, const WorkerLinks& workers, const ApplicationLinks& links) {
  v1::ClusterStatus status;
  for (const auto& [id, worker] : cluster.workers()) {
    const auto session = workers.sessions().find(id);
    const bool is_here = session != workers.sessions().end();
    *status.add_workers() = DescribeWorker(cluster, id, is_here ? session->second.get() : nullptr);
  }
  for (const auto& [id, record] : cluster.table()) *status.add_applications() = DescribeApplication(cluster, links, id);
  return status;
}

v1::ApplicationInfo DescribeApplication(const Cluster& cluster, const ApplicationLinks& links,
                                        const ApplicationId& id) {
  const ApplicationRecord& record = cluster.table().at(id);
  v1::ApplicationInfo info;
  info.set_application(id.value());
  info.set_name(record.spec.name);
  info.set_state(std::string(Name(record.state)));
  info.set_message(record.message);
  info.set_submitted_millis(absl::ToUnixMillis(record.submitted));
  info.set_started_millis(MillisOrZero(record.started));
  info.set_ended_millis(MillisOrZero(record.ended));
  info.set_exit_code(record.exit_code);
  info.set_supervise(record.spec.supervise);
  info.set_cores_wanted(record.spec.cores_wanted);
  info.set_restarts(std::max(0, record.starts - 1));
  if (const auto running = cluster.running().find(id); running != cluster.running().end()) {
    info.set_driver_pid(running->second.driver_pid);
    info.set_driver_address(running->second.driver_address);
  }
  for (const auto& [key, executor] : cluster.executors()) {
    if (key.first != id) continue;
    v1::LaunchedExecutor& launched = *info.add_executors();
    launched.set_executor(key.second.value());
    launched.set_worker(executor.worker.value());
    launched.set_cores(executor.cores);
    const auto worker = cluster.workers().find(executor.worker);
    const bool leaves = worker != cluster.workers().end() && worker->second.leaving;
    launched.set_state(leaves ? "leaving" : Name(executor.state));
    launched.set_pid(executor.pid);
  }
  if (const v1::ApplicationStatus* said = links.StatusOf(id)) *info.mutable_status() = *said;
  return info;
}

}  // namespace sluice
