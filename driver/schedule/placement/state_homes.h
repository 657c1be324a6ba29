#ifndef SLUICE_DRIVER_SCHEDULE_PLACEMENT_STATE_HOMES_H_
#define SLUICE_DRIVER_SCHEDULE_PLACEMENT_STATE_HOMES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/base/ids.h"

namespace sluice {

// The state of one partition, in memory of an executor, as a former life of the driver has left it.
struct FoundState {
  std::string affinity;
  int partition = 0;
  int64_t version = 0;
};

// On which executor the state of each partition was written last: there it is in memory. Not thread-safe.
class StateHomes {
 public:
  // `affinity` names the state; nothing is noted for an empty one.
  void Set(const std::string& affinity, int partition, ExecutorId executor) {
    if (!affinity.empty()) homes_[{affinity, partition}] = {.executor = executor, .is_written = true};
  }
  // The newest version counts, and what was written since counts more.
  void Found(const FoundState& state, ExecutorId executor) {
    auto [home, is_new] = homes_.try_emplace({state.affinity, state.partition}, Home{executor, state.version});
    const bool is_better = !home->second.is_written && home->second.version < state.version;
    if (is_better) home->second = {executor, state.version};
  }
  std::optional<ExecutorId> Find(const std::string& affinity, int partition) const {
    auto home = homes_.find({affinity, partition});
    return home == homes_.end() ? std::nullopt : std::optional(home->second.executor);
  }
  void LoseExecutor(ExecutorId executor) {
    std::erase_if(homes_, [executor](const auto& home) { return home.second.executor == executor; });
  }

 private:
  struct Home {
    ExecutorId executor;
    int64_t version = 0;      // It was found there.
    bool is_written = false;  // A task of this life has written it there.
  };
  std::map<std::pair<std::string, int>, Home> homes_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_PLACEMENT_STATE_HOMES_H_
