#include "api/rdd_handle.h"

#include <algorithm>
#include <numeric>

#include "api/error.h"

namespace sluice {

std::vector<Buffers> RddHandle::Run(const OperatorRef& terminal) const {
  return RunRange(terminal, 0, node_->partitions);
}

void RddHandle::RunWaves(const OperatorRef& terminal,
                         const std::function<bool(const std::vector<Buffers>&)>& enough) const {
  // The first wave fills the slots there are: a single partition would not be done sooner.
  int from = 0;
  for (int size = jobs_->DefaultParallelism(); from < node_->partitions; size *= 4) {
    int to = std::min(node_->partitions, from + size);
    if (enough(RunRange(terminal, from, to))) return;
    from = to;
  }
}

std::vector<Buffers> RddHandle::RunRange(const OperatorRef& terminal, int from, int to) const {
  if (from >= to) return {};
  std::vector<int> partitions(to - from);
  std::iota(partitions.begin(), partitions.end(), from);
  return ValueOrThrow(jobs_->Run({.rdd = node_, .terminal = terminal, .partitions = partitions, .batch = batch_}));
}

}  // namespace sluice
