#ifndef SLUICE_DRIVER_SCHEDULE_PLACEMENT_STATE_HOMES_H_
#define SLUICE_DRIVER_SCHEDULE_PLACEMENT_STATE_HOMES_H_

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/base/ids.h"

namespace sluice {

// On which executor the state of each partition was written last: there it is in memory. Not thread-safe.
class StateHomes {
 public:
  // `affinity` names the state; nothing is noted for an empty one.
  void Set(const std::string& affinity, int partition, ExecutorId executor) {
    if (!affinity.empty()) homes_[{affinity, partition}] = executor;
  }
  std::optional<ExecutorId> Find(const std::string& affinity, int partition) const {
    auto home = homes_.find({affinity, partition});
    return home == homes_.end() ? std::nullopt : std::optional(home->second);
  }
  void LoseExecutor(ExecutorId executor) {
    std::erase_if(homes_, [executor](const auto& home) { return home.second == executor; });
  }

 private:
  std::map<std::pair<std::string, int>, ExecutorId> homes_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_PLACEMENT_STATE_HOMES_H_
