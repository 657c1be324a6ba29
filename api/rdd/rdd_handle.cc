#include "api/rdd/rdd_handle.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "api/core/error.h"
#include "common/base/str_cat.h"
#include "engine/lineage/debug_string.h"

namespace sluice::internal {
namespace {

constexpr int kPartitionsMax = 10'000'000;  // The driver has some hundred bytes for each in a job.

}  // namespace

RddHandle::RddHandle(JobRunner& jobs, Rdd node, std::optional<BatchKey> batch)
    : jobs_(&jobs), node_(node->cell != nullptr ? std::move(node) : WithCell(node)), batch_(batch) {
  if (node_->partitions <= kPartitionsMax) return;
  throw Error(absl::InvalidArgumentError(StrCat("an RDD has too many partitions: partitions=", node_->partitions,
                                                " max=", kPartitionsMax, "; coalesce what it is made of")));
}

std::string RddHandle::DebugString() const { return sluice::DebugString(node_, cell().notes().name); }

RddHandle RddHandle::Derived(Rdd node) const { return RddHandle(*jobs_, std::move(node), batch_); }

RddHandle RddHandle::Narrow(OperatorRef op) const { return Derived(NarrowRdd(*jobs_, std::move(op), node_)); }

RddHandle RddHandle::KeyPreserving(OperatorRef op) const {
  return Derived(NarrowRdd(*jobs_, std::move(op), node_, node_->partitioning));
}

RddHandle RddHandle::Shuffled(OperatorRef writer, OperatorRef reader, int reducers) const {
  return Derived(ShuffledRdd(*jobs_, std::move(writer), std::move(reader), node_, reducers));
}

RddHandle RddHandle::Shuffled(OperatorRef writer, OperatorRef reader, const Partitioning& partitioning) const {
  return Derived(
      ShuffledRdd(*jobs_, std::move(writer), std::move(reader), node_, partitioning.partitions, partitioning));
}

void RddHandle::Keep(OperatorRef writer, OperatorRef reader) const {
  cell().Keep([&](Rdd computed) { return KeptRdd(*jobs_, std::move(writer), std::move(reader), std::move(computed)); });
}

void RddHandle::Checkpoint(SaveRows save) const {
  // Belongs to the RDD, so it may not keep it alive.
  cell().WantCheckpoint([jobs = jobs_, batch = batch_, save = std::move(save)](const Rdd& rdd) {
    OperatorRef reader = save(RddHandle(*jobs, rdd, batch));
    rdd->cell->Cut(SourceRdd(*jobs, std::move(reader), rdd->partitions));
  });
}

void RddHandle::WriteCheckpoints() const {
  if (!RddCell::AnyCheckpointWanted()) return;
  for (const Rdd& rdd : WantedCheckpoints(node_)) {
    if (auto write = rdd->cell->TakeCheckpoint()) write(rdd);
  }
}

std::vector<Buffers> RddHandle::Run(const OperatorRef& terminal) const {
  return RunRange(terminal, 0, node()->partitions);
}

std::vector<Buffers> RddHandle::Run(const OperatorRef& terminal, std::vector<int> partitions) const {
  std::vector<Buffers> values;
  if (!partitions.empty()) {
    values = ValueOrThrow(
        jobs_->Run({.rdd = node(), .terminal = terminal, .partitions = std::move(partitions), .batch = batch_}));
  }
  WriteCheckpoints();
  return values;
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
  std::vector<int> partitions(to - from);
  std::iota(partitions.begin(), partitions.end(), from);
  return Run(terminal, std::move(partitions));
}

}  // namespace sluice::internal
