#include "driver/web/cluster_json.h"

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

std::string TargetsJson(const v1::ClusterStatus& cluster) {
  const auto driver = ParseAddress(cluster.address());
  Json targets = Json::array();
  targets.push_back(
      Target(ReachedAt(cluster.metrics_address(), driver.ok() ? driver->host : ""), {{"process", "driver"}}));
  for (const v1::WorkerInfo& worker : cluster.workers()) {
    if (worker.metrics_address().empty()) continue;  // It is away.
    targets.push_back(Target(ReachedAt(worker.metrics_address(), worker.host()),
                             {{"process", "worker"}, {"worker", ToUtf8(worker.worker())}}));
  }
  return targets.dump();
}

}  // namespace sluice
