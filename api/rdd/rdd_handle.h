#ifndef SLUICE_API_RDD_RDD_HANDLE_H_
#define SLUICE_API_RDD_RDD_HANDLE_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "common/base/str_cat.h"
#include "common/codec/sendable.h"
#include "engine/lineage/job_runner.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/rdd_cell.h"

namespace sluice::internal {

// What an RDD<T> is besides its type. Jobs that fail for good throw Error.
class RddHandle {
 public:
  // `batch`: whose jobs its jobs are; none: they are of no batch.
  RddHandle(JobRunner& jobs, Rdd node, std::optional<BatchKey> batch = std::nullopt);

  JobRunner& jobs() const { return *jobs_; }
  const Rdd& node() const { return node_; }  // Has a cell.
  RddCell& cell() const { return *node_->cell; }
  const std::optional<BatchKey>& batch() const { return batch_; }

  RddHandle Derived(Rdd node) const;
  RddHandle Narrow(OperatorRef op) const;
  // For operators that leave keys as they are.
  RddHandle KeyPreserving(OperatorRef op) const;
  RddHandle Shuffled(OperatorRef writer, OperatorRef reader, int reducers) const;
  RddHandle Shuffled(OperatorRef writer, OperatorRef reader, const Partitioning& partitioning) const;

  // From now on the rows are those that `writer` wrote in the first job that needs them. Does nothing if they are
  // already.
  void Keep(OperatorRef writer, OperatorRef reader) const;
  // After the next job that needs the rows, `save` saves them all and returns what reads them: from then on it gives
  // the rows, and nothing is left of how they were computed.
  using SaveRows = std::function<OperatorRef(const RddHandle&)>;
  void Checkpoint(SaveRows save) const;

  // It and all that it is made of, under its name.
  std::string DebugString() const;

  // What the terminal gave for each partition, in order.
  std::vector<Buffers> Run(const OperatorRef& terminal) const;
  std::vector<Buffers> Run(const OperatorRef& terminal, std::vector<int> partitions) const;
  // In waves of more and more partitions, until `enough` says so after one.
  void RunWaves(const OperatorRef& terminal, const std::function<bool(const std::vector<Buffers>&)>& enough) const;

 private:
  std::vector<Buffers> RunRange(const OperatorRef& terminal, int from, int to) const;

  void WriteCheckpoints() const;

  JobRunner* jobs_;
  Rdd node_;
  std::optional<BatchKey> batch_;
};

// What a terminal gave for a partition, as a T.
template <class T>
T Received(const Buffers& value, const char* action) {
  if constexpr (Sendable<T>) {
    T received{};
    if (Decode(Join(value), received)) return received;
  }
  throw Error(absl::DataLossError(StrCat(action, ": what a task sent cannot be decoded")));
}

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_RDD_HANDLE_H_
