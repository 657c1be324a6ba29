#include "worker/daemon/pending_launches.h"

#include <utility>

namespace sluice {

void PendingLaunches::Add(ExecutorLaunch launch) {
  const ExecutableKey key = launch.executable;
  const bool is_first = !fetching_.contains(key);
  fetching_[key].waiting.push_back(std::move(launch));
  if (is_first) fetching_[key].give_up = fetch_(key);
}

std::vector<ExecutorLaunch> PendingLaunches::Take(const ExecutableKey& executable) {
  auto fetching = fetching_.extract(executable);
  return fetching.empty() ? std::vector<ExecutorLaunch>() : std::move(fetching.mapped().waiting);
}

bool PendingLaunches::Drop(const ExecutorName& name) {
  size_t dropped = 0;
  for (auto& [key, fetching] : fetching_) {
    dropped += std::erase_if(fetching.waiting, [&](const ExecutorLaunch& launch) { return launch.name == name; });
  }
  return dropped > 0;
}

void PendingLaunches::DropAll() {
  for (auto& [key, fetching] : fetching_) fetching.waiting.clear();
}

void PendingLaunches::Close() {
  for (auto& [key, fetching] : std::exchange(fetching_, {})) fetching.give_up();
}

}  // namespace sluice
