#ifndef SLUICE_DRIVER_APPLICATION_BATCH_LANES_H_
#define SLUICE_DRIVER_APPLICATION_BATCH_LANES_H_

#include <cstddef>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/ids.h"

namespace sluice {

// Where batches may block: a mailbox for each lane of each run, made when it is needed and handed on when the run has
// ended. Used by one mailbox, and destroyed when that posts nothing any more.
class BatchLanes {
 public:
  explicit BatchLanes(Runtime& runtime) : runtime_(runtime) {}

  void Post(RunId run, int lane, Task task) {
    auto [found, is_new] = taken_.try_emplace({run, lane}, nullptr);
    if (is_new) found->second = TakeFree();
    found->second->Post(std::move(task));
  }
  // Nothing more is posted for the run.
  void End(RunId run) {
    const auto first = taken_.lower_bound({run, 0});
    const auto end = taken_.lower_bound({RunId(run.value() + 1), 0});
    for (auto lane = first; lane != end; ++lane) free_.push_back(lane->second);
    taken_.erase(first, end);
  }
  size_t size() const { return all_.size(); }

 private:
  Mailbox* TakeFree() {
    if (free_.empty()) {
      all_.push_back(runtime_.NewMailbox("jobs"));
      return all_.back().get();
    }
    Mailbox* lane = free_.back();
    free_.pop_back();
    return lane;
  }

  Runtime& runtime_;
  std::vector<std::unique_ptr<Mailbox>> all_;
  std::vector<Mailbox*> free_;
  std::map<std::pair<RunId, int>, Mailbox*> taken_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_BATCH_LANES_H_
