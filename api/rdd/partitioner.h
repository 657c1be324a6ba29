#ifndef SLUICE_API_RDD_PARTITIONER_H_
#define SLUICE_API_RDD_PARTITIONER_H_

#include <initializer_list>
#include <optional>
#include <utility>

#include "api/core/function.h"
#include "api/rdd/rdd_handle.h"
#include "engine/exchange/key_router.h"
#include "engine/lineage/node.h"
#include "engine/rows/keyed/function_router.h"

namespace sluice::internal {

// Throw what Spark says of fewer than no partitions, or of fewer than one.
int CheckedPartitions(int num_partitions);
int PositivePartitions(int num_partitions);

}  // namespace sluice::internal

namespace sluice {

// Which partition each key belongs to. Equal partitioners put equal keys into partitions of the same number, so RDDs
// that have them are joined without a shuffle.
class Partitioner {
 public:
  explicit Partitioner(Partitioning partitioning) : partitioning_(std::move(partitioning)) {}

  int numPartitions() const { return partitioning_.partitions; }
  bool operator==(const Partitioner&) const = default;
  const Partitioning& partitioning() const { return partitioning_; }

 private:
  Partitioning partitioning_;
};

// By a hash of the key: what Java's hashCode gives for text and numbers, so that they land where Spark has them; what
// `int32_t hashCode() const` of a type of one's own gives; else one of the key's encoding. The same on all machines.
class HashPartitioner : public Partitioner {
 public:
  explicit HashPartitioner(int partitions) : Partitioner(HashPartitioning(internal::CheckedPartitions(partitions))) {}
};

// By `f(key, arguments...)`, which gives 0 to numPartitions - 1. Equal for equal functions and arguments.
template <class K>
class FunctionPartitioner : public Partitioner {
 public:
  template <class F, class... A>
    requires RowFunction<F, const K&, A...>
  FunctionPartitioner(int numPartitions, F f, A... arguments)
      : Partitioner(PartitioningBy<FunctionRouter<K, ShippedFunction<F, A...>>>(
            ShippedFunction<F, A...>(std::move(f), std::move(arguments)...),
            internal::CheckedPartitions(numPartitions))) {}
};

// The last argument of operations that bring keys together: a number of partitions, a partitioner, or nothing, which
// means that of the input with the most partitions that has one, else as many as the application has task slots. None
// will do if an input has none, as an empty batch, from which the number may come: there is one if others have rows.
class Partitions {
 public:
  Partitions() = default;
  Partitions(int num_partitions) : chosen_(HashPartitioner(num_partitions).partitioning()) {}
  Partitions(const Partitioner& partitioner) : chosen_(partitioner.partitioning()) {}

  // Throws if it is no partition, and all inputs have some.
  Partitioning Choose(std::initializer_list<internal::RddHandle> inputs) const;

 private:
  std::optional<Partitioning> chosen_;
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_PARTITIONER_H_
