#ifndef SLUICE_API_RDD_HANDLE_H_
#define SLUICE_API_RDD_HANDLE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/rdd/job_runner.h"
#include "engine/rdd/lineage.h"

namespace sluice {

class RddCell;

// What an RDD<T> is besides its type. Copies share whether the RDD is kept. Jobs that fail for good throw Error.
class RddHandle {
 public:
  RddHandle(JobRunner& jobs, Rdd node, BatchTime batch);

  JobRunner& jobs() const { return *jobs_; }
  Rdd node() const;
  BatchTime batch() const { return batch_; }
  RddId id() const;  // The same whether it is kept or not.
  std::string name() const;
  void SetName(std::string name) const;

  RddHandle Derived(Rdd node) const { return RddHandle(*jobs_, std::move(node), batch_); }
  RddHandle Narrow(OperatorRef op) const { return Derived(NarrowRdd(*jobs_, std::move(op), node())); }
  // For operators that leave keys as they are.
  RddHandle KeyPreserving(OperatorRef op) const {
    Rdd parent = node();
    return Derived(NarrowRdd(*jobs_, std::move(op), parent, parent->partitioning));
  }
  RddHandle Shuffled(OperatorRef writer, OperatorRef reader, int reducers) const {
    return Derived(ShuffledRdd(*jobs_, std::move(writer), std::move(reader), node(), reducers));
  }
  RddHandle Shuffled(OperatorRef writer, OperatorRef reader, const Partitioning& partitioning) const {
    return Derived(
        ShuffledRdd(*jobs_, std::move(writer), std::move(reader), node(), partitioning.partitions, partitioning));
  }

  // From now on this handle and its copies read what `writer` wrote in the first job that needed it. Does nothing if
  // they do already.
  void Keep(OperatorRef writer, OperatorRef reader) const;
  void Unkeep() const;
  bool IsKept() const;

  // What the terminal gave for each partition, in order.
  std::vector<Buffers> Run(const OperatorRef& terminal) const;
  std::vector<Buffers> Run(const OperatorRef& terminal, std::vector<int> partitions) const;
  // In waves of more and more partitions, until `enough` says so after one.
  void RunWaves(const OperatorRef& terminal, const std::function<bool(const std::vector<Buffers>&)>& enough) const;

 private:
  std::vector<Buffers> RunRange(const OperatorRef& terminal, int from, int to) const;

  JobRunner* jobs_;
  std::shared_ptr<RddCell> cell_;
  BatchTime batch_;
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_HANDLE_H_
