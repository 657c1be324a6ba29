#include "engine/dstream/output_lanes.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <vector>

#include "engine/task/local_properties.h"

namespace sluice {

void OutputLanes::Queue(BatchTime batch, int outputs) {
  MutexLock lock(&mu_);
  for (int number = 0; number < outputs; ++number) queued_.emplace(batch, number);
}

void OutputLanes::Run(BatchTime batch, const std::function<void(int)>& run) {
  std::vector<std::unique_ptr<Mailbox>> others;
  for (int i = std::min(lanes_, Queued(batch)); i > 1; --i) {
    others.push_back(runtime_.NewMailbox("outputs"));
    others.back()->Post([this, batch, &run, properties = LocalProperties()] {
      ScopedLocalProperties scope(properties);
      Work(batch, run);
    });
  }
  Work(batch, run);
  // All outputs have begun. A mailbox that has not would find nothing; those that have are waited for as they go.
}

void OutputLanes::Work(BatchTime batch, const std::function<void(int)>& run) {
  while (std::optional<int> number = Take(batch)) {
    run(*number);
    Give();
  }
}

std::optional<int> OutputLanes::Take(BatchTime batch) {
  MutexLock lock(&mu_);
  std::set<std::pair<BatchTime, int>>::iterator first;
  changed_.Wait(mu_, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    first = queued_.lower_bound({batch, 0});
    const bool is_done = first == queued_.end() || first->first != batch;
    return is_done || (free_ > 0 && first == queued_.begin());
  });
  if (first == queued_.end() || first->first != batch) return std::nullopt;
  const int number = queued_.extract(first).value().second;
  --free_;
  changed_.NotifyAll();
  return number;
}

void OutputLanes::Give() {
  MutexLock lock(&mu_);
  ++free_;
  changed_.NotifyAll();
}

int OutputLanes::Queued(BatchTime batch) const {
  MutexLock lock(&mu_);
  return static_cast<int>(
      std::distance(queued_.lower_bound({batch, 0}), queued_.lower_bound({BatchTime(batch.value() + 1), 0})));
}

}  // namespace sluice
