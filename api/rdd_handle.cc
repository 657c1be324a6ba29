#include "api/rdd_handle.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "api/error.h"
#include "common/base/mutex.h"

namespace sluice {

// The node that all copies of a handle stand for. Thread-safe: batches run side by side.
class RddCell {
 public:
  explicit RddCell(Rdd node) : computed_(std::move(node)) {}

  Rdd node() {
    MutexLock lock(&mu_);
    return kept_ ? kept_ : computed_;
  }
  RddId id() const { return computed_->id; }
  std::string name() {
    MutexLock lock(&mu_);
    return name_;
  }
  void set_name(std::string name) {
    MutexLock lock(&mu_);
    name_ = std::move(name);
  }
  bool is_kept() {
    MutexLock lock(&mu_);
    return kept_ != nullptr;
  }
  template <class MakeKept>
  void Keep(MakeKept make_kept) {
    MutexLock lock(&mu_);
    if (!kept_) kept_ = make_kept(computed_);
  }
  void Unkeep() {
    Rdd freed;  // Frees what was kept without the lock held.
    MutexLock lock(&mu_);
    std::swap(freed, kept_);
  }

 private:
  Mutex mu_;
  const Rdd computed_;
  Rdd kept_ ABSL_GUARDED_BY(mu_);
  std::string name_ ABSL_GUARDED_BY(mu_);
};

RddHandle::RddHandle(JobRunner& jobs, Rdd node, BatchTime batch)
    : jobs_(&jobs), cell_(std::make_shared<RddCell>(std::move(node))), batch_(batch) {}

Rdd RddHandle::node() const { return cell_->node(); }

RddId RddHandle::id() const { return cell_->id(); }

std::string RddHandle::name() const { return cell_->name(); }

void RddHandle::SetName(std::string name) const { cell_->set_name(std::move(name)); }

void RddHandle::Keep(OperatorRef writer, OperatorRef reader) const {
  cell_->Keep([&](Rdd computed) { return KeptRdd(*jobs_, std::move(writer), std::move(reader), std::move(computed)); });
}

void RddHandle::Unkeep() const { cell_->Unkeep(); }

bool RddHandle::IsKept() const { return cell_->is_kept(); }

std::vector<Buffers> RddHandle::Run(const OperatorRef& terminal) const {
  return RunRange(terminal, 0, node()->partitions);
}

std::vector<Buffers> RddHandle::Run(const OperatorRef& terminal, std::vector<int> partitions) const {
  return ValueOrThrow(jobs_->Run({.rdd = node(), .terminal = terminal, .partitions = partitions, .batch = batch_}));
}

void RddHandle::RunWaves(const OperatorRef& terminal,
                         const std::function<bool(const std::vector<Buffers>&)>& enough) const {
  // The first wave fills the slots there are: a single partition would not be done sooner.
  int from = 0;
  int partitions = node()->partitions;
  for (int size = jobs_->DefaultParallelism(); from < partitions; size *= 4) {
    int to = std::min(partitions, from + size);
    if (enough(RunRange(terminal, from, to))) return;
    from = to;
  }
}

std::vector<Buffers> RddHandle::RunRange(const OperatorRef& terminal, int from, int to) const {
  if (from >= to) return {};
  std::vector<int> partitions(to - from);
  std::iota(partitions.begin(), partitions.end(), from);
  return Run(terminal, std::move(partitions));
}

}  // namespace sluice
