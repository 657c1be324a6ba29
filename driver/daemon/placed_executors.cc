#include "driver/daemon/placed_executors.h"

namespace sluice {

void PlacedExecutors::OnStarted(const ExecutorKey& key, int64_t pid) {
  const auto found = all_.find(key);
  if (found == all_.end()) return;
  PlacedExecutor& executor = found->second;
  executor.pid = pid;
  if (executor.state == PlacedExecutor::State::kStarting) executor.state = PlacedExecutor::State::kRunning;
}

std::optional<WorkerId> PlacedExecutors::OnAttached(const ExecutorKey& key) {
  const auto found = all_.find(key);
  if (found == all_.end()) return std::nullopt;
  found->second.attached = true;
  return found->second.worker;
}

std::optional<PlacedExecutor> PlacedExecutors::OnEnded(const ExecutorKey& key) {
  auto ended = all_.extract(key);
  return ended.empty() ? std::nullopt : std::optional(std::move(ended.mapped()));
}

std::vector<ExecutorKey> PlacedExecutors::Stop(const ApplicationId& application) {
  std::vector<ExecutorKey> stopped;
  for (auto& [key, executor] : all_) {
    if (key.first != application || executor.state == PlacedExecutor::State::kStopping) continue;
    executor.state = PlacedExecutor::State::kStopping;
    stopped.push_back(key);
  }
  return stopped;
}

std::vector<ExecutorKey> PlacedExecutors::LeaveOn(const WorkerId& worker) {
  std::vector<ExecutorKey> leaving;
  for (auto& [key, executor] : all_) {
    if (executor.worker != worker || executor.ends()) continue;
    executor.state = PlacedExecutor::State::kLeaving;
    leaving.push_back(key);
  }
  return leaving;
}

void PlacedExecutors::StopOn(const WorkerId& worker) {
  for (auto& [key, executor] : all_) {
    if (executor.worker == worker) executor.state = PlacedExecutor::State::kStopping;
  }
}

void PlacedExecutors::RemoveOn(const WorkerId& worker) {
  std::erase_if(all_, [&](const auto& executor) { return executor.second.worker == worker; });
}

}  // namespace sluice
