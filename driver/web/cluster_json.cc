#include "driver/web/cluster_json.h"

#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "common/base/address.h"
#include "common/base/utf8.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

Json TimeOrNull(int64_t millis) { return millis == 0 ? Json() : Json(millis); }

Json Describe(const v1::WorkerInfo& worker) {
  const bool is_connected = worker.pid() != 0;
  return {{"worker", ToUtf8(worker.worker())},
          {"host", ToUtf8(worker.host())},
          {"state", worker.state()},
          {"cores", worker.cores()},
          {"cores_used", worker.cores_used()},
          {"memory_bytes", worker.memory_bytes()},
          {"heartbeat_age_ms", is_connected ? Json(worker.heartbeat_age_millis()) : Json()},
          {"registered_ms", worker.registered_millis()},
          {"metrics_address", ToUtf8(worker.metrics_address())}};
}

Json Describe(const v1::LaunchedExecutor& executor) {
  return {{"executor", executor.executor()},
          {"worker", ToUtf8(executor.worker())},
          {"cores", executor.cores()},
          {"state", executor.state()}};
}

Json Describe(const v1::ApplicationInfo& application) {
  Json executors = Json::array();
  for (const v1::LaunchedExecutor& executor : application.executors()) executors.push_back(Describe(executor));
  const bool has_ended = application.ended_millis() != 0;
  return {{"id", application.application()},
          {"name", ToUtf8(application.name())},
          {"state", absl::AsciiStrToLower(application.state())},
          {"message", ToUtf8(application.message())},
          {"submitted_ms", application.submitted_millis()},
          {"started_ms", TimeOrNull(application.started_millis())},
          {"ended_ms", TimeOrNull(application.ended_millis())},
          {"exit_code", has_ended ? Json(application.exit_code()) : Json()},
          {"supervise", application.supervise()},
          {"cores_wanted", application.cores_wanted()},
          {"restarts", application.restarts()},
          {"executors", std::move(executors)}};
}

// Who listens everywhere is reached by the name of its machine.
std::string ReachedAt(const std::string& metrics_address, const std::string& host) {
  auto address = ParseAddress(metrics_address);
  if (!address.ok() || (address->host != "0.0.0.0" && address->host != "::")) return metrics_address;
  address->host = host;
  return ToString(*address);
}

Json Target(const std::string& address, Json labels) {
  return {{"targets", Json::array({ToUtf8(address)})}, {"labels", std::move(labels)}};
}

// Prometheus asks for that path instead of /metrics.
Json Target(const std::string& address, const std::string& path, Json labels) {
  labels["__metrics_path__"] = path;
  return Target(address, std::move(labels));
}

Json DriverOf(const v1::ApplicationInfo& application, const std::string& web_address) {
  const std::string& id = application.application();
  return Target(web_address, "/api/sluice/v1/applications/" + id + "/metrics",
                {{"process", "application"}, {"application", id}, {"name", ToUtf8(application.name())}});
}

Json ExecutorAt(const std::string& address, const std::string& application, const v1::LaunchedExecutor& executor) {
  const std::string number = std::to_string(executor.executor());
  return Target(address, "/metrics/" + application + "/" + number,
                {{"process", "executor"},
                 {"application", application},
                 {"executor", number},
                 {"worker", ToUtf8(executor.worker())}});
}

}  // namespace

std::string ClusterJson(const v1::ClusterStatus& cluster) {
  Json workers = Json::array(), applications = Json::array();
  for (const v1::WorkerInfo& worker : cluster.workers()) workers.push_back(Describe(worker));
  for (const v1::ApplicationInfo& application : cluster.applications()) applications.push_back(Describe(application));
  const Json json = {{"version", cluster.version()},           {"address", cluster.address()},
                     {"started_ms", cluster.started_millis()}, {"metrics_address", cluster.metrics_address()},
                     {"workers", std::move(workers)},          {"applications", std::move(applications)}};
  return json.dump();
}

std::string TargetsJson(const v1::ClusterStatus& cluster, const std::string& web_address) {
  const auto driver = ParseAddress(cluster.address());
  const std::string host = driver.ok() ? driver->host : "";
  Json targets = Json::array();
  targets.push_back(Target(ReachedAt(cluster.metrics_address(), host), {{"process", "driver"}}));
  std::map<std::string, std::string> worker_addresses;
  for (const v1::WorkerInfo& worker : cluster.workers()) {
    if (worker.metrics_address().empty()) continue;  // It is away.
    const std::string address = ReachedAt(worker.metrics_address(), worker.host());
    worker_addresses[worker.worker()] = address;
    targets.push_back(Target(address, {{"process", "worker"}, {"worker", ToUtf8(worker.worker())}}));
  }
  for (const v1::ApplicationInfo& application : cluster.applications()) {
    if (application.ended_millis() != 0 || application.started_millis() == 0) continue;
    targets.push_back(DriverOf(application, ReachedAt(web_address, host)));
    for (const v1::LaunchedExecutor& executor : application.executors()) {
      const auto worker = worker_addresses.find(executor.worker());
      if (worker == worker_addresses.end()) continue;
      targets.push_back(ExecutorAt(worker->second, application.application(), executor));
    }
  }
  return targets.dump();
}

}  // namespace sluice
