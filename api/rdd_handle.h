#ifndef SLUICE_API_RDD_HANDLE_H_
#define SLUICE_API_RDD_HANDLE_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/rdd/job_runner.h"
#include "engine/rdd/lineage.h"

namespace sluice {

// What an RDD<T> is besides its type. Jobs that fail for good throw Error.
class RddHandle {
 public:
  RddHandle(JobRunner& jobs, Rdd node, BatchTime batch) : jobs_(&jobs), node_(std::move(node)), batch_(batch) {}

  JobRunner& jobs() const { return *jobs_; }
  const Rdd& node() const { return node_; }
  BatchTime batch() const { return batch_; }

  RddHandle Derived(Rdd node) const { return RddHandle(*jobs_, std::move(node), batch_); }
  RddHandle Narrow(OperatorRef op) const { return Derived(NarrowRdd(*jobs_, std::move(op), node_)); }
  RddHandle Shuffled(OperatorRef writer, OperatorRef reader, int reducers) const {
    return Derived(ShuffledRdd(*jobs_, std::move(writer), std::move(reader), node_, reducers));
  }

  // What the terminal gave for each partition, in order.
  std::vector<Buffers> Run(const OperatorRef& terminal) const;
  // In waves of more and more partitions, until `enough` says so after one.
  void RunWaves(const OperatorRef& terminal, const std::function<bool(const std::vector<Buffers>&)>& enough) const;

 private:
  std::vector<Buffers> RunRange(const OperatorRef& terminal, int from, int to) const;

  JobRunner* jobs_;
  Rdd node_;
  BatchTime batch_;
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_HANDLE_H_
