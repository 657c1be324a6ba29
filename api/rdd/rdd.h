#ifndef SLUICE_API_RDD_RDD_H_
#define SLUICE_API_RDD_RDD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/core/application.h"
#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/aggregate_rdd_functions.h"
#include "api/rdd/approximate_rdd_functions.h"
#include "api/rdd/async_rdd_functions.h"
#include "api/rdd/external_rdd_functions.h"
#include "api/rdd/local_rows.h"
#include "api/rdd/number_rdd_functions.h"
#include "api/rdd/pair_rdd_functions.h"
#include "api/rdd/persist_rdd_functions.h"
#include "api/rdd/rdd_handle.h"
#include "api/rdd/sample_rdd_functions.h"
#include "api/rdd/shuffle_rdd_functions.h"
#include "api/rdd/zip_rdd_functions.h"
#include "engine/rows/collect.h"
#include "engine/rows/count.h"
#include "engine/rows/files/text_file.h"
#include "engine/rows/filter.h"
#include "engine/rows/flat_map.h"
#include "engine/rows/for_each.h"
#include "engine/rows/glom.h"
#include "engine/rows/map.h"
#include "engine/rows/map_partitions.h"
#include "engine/rows/parallelize.h"
#include "engine/rows/reduce.h"

namespace sluice {

// A collection of rows in partitions, spread over the cluster; here is only how to compute it, which actions do. Cheap
// to copy. For functions see RowFunction; actions throw Error when a task has failed four times.
template <class T>
class RDD : public internal::PairRDDFunctions<T>,
            public internal::ShuffleRDDFunctions<T>,
            public internal::PersistRDDFunctions<T>,
            public internal::AggregateRDDFunctions<T>,
            public internal::NumberRDDFunctions<T>,
            public internal::ZipRDDFunctions<T>,
            public internal::SampleRDDFunctions<T>,
            public internal::ApproximateRDDFunctions<T>,
            public internal::AsyncRDDFunctions<T>,
            public internal::ExternalRDDFunctions<T> {
 public:
  explicit RDD(internal::RddHandle handle) : handle_(std::move(handle)) {}
  const internal::RddHandle& handle() const { return handle_; }

  template <class F, class... A>
    requires RowFunction<F, T, A...>
  auto map(F f, A... arguments) const {
    using U = RowResult<F, T, A...>;
    return narrow<U>(
        internal::Ship<MapOp<T, U, ShippedFunction<F, A...>>>("map", std::move(f), std::move(arguments)...));
  }

  // `f` returns any range of rows; a lazy one costs no memory.
  template <class F, class... A>
    requires RowExpansion<F, T, A...>
  auto flatMap(F f, A... arguments) const {
    using U = RowElement<F, T, A...>;
    return narrow<U>(
        internal::Ship<FlatMapOp<T, U, ShippedFunction<F, A...>>>("flatMap", std::move(f), std::move(arguments)...));
  }

  template <class F, class... A>
    requires RowPredicate<F, T, A...>
  RDD<T> filter(F f, A... arguments) const {
    return RDD<T>(handle_.KeyPreserving(
        internal::Ship<FilterOp<T, ShippedFunction<F, A...>>>("filter", std::move(f), std::move(arguments)...)));
  }

  // `f` gets a whole partition, f(Partition<T>), and returns any range of rows.
  template <class F, class... A>
    requires RowExpansion<F, const Partition<T>&, A...>
  auto mapPartitions(F f, A... arguments) const {
    using U = RowElement<F, const Partition<T>&, A...>;
    return narrow<U>(internal::Ship<MapPartitionsOp<T, U, ShippedFunction<F, A...>, false>>(
        "mapPartitions", std::move(f), std::move(arguments)...));
  }
  template <class F>
    requires RowExpansion<F, const Partition<T>&>
  auto mapPartitions(F f, bool preservesPartitioning) const {
    using U = RowElement<F, const Partition<T>&>;
    auto op = internal::Ship<MapPartitionsOp<T, U, ShippedFunction<F>, false>>("mapPartitions", std::move(f));
    return preservesPartitioning ? RDD<U>(handle_.KeyPreserving(std::move(op))) : narrow<U>(std::move(op));
  }
  // The same, f(int index, Partition<T>).
  template <class F, class... A>
    requires PartitionExpansion<F, T, A...>
  auto mapPartitionsWithIndex(F f, A... arguments) const {
    using U = PartitionElement<F, T, A...>;
    return narrow<U>(internal::Ship<MapPartitionsOp<T, U, ShippedFunction<F, A...>, true>>(
        "mapPartitionsWithIndex", std::move(f), std::move(arguments)...));
  }
  template <class F>
    requires PartitionExpansion<F, T>
  auto mapPartitionsWithIndex(F f, bool preservesPartitioning) const {
    using U = PartitionElement<F, T>;
    auto op = internal::Ship<MapPartitionsOp<T, U, ShippedFunction<F>, true>>("mapPartitionsWithIndex", std::move(f));
    return preservesPartitioning ? RDD<U>(handle_.KeyPreserving(std::move(op))) : narrow<U>(std::move(op));
  }
  // One row for each partition: the list of its rows.
  RDD<std::vector<Owned<T>>> glom() const { return narrow<std::vector<Owned<T>>>(RefTo<GlomOp<T>>("glom", {})); }

  // Spark's union, which is a reserved word in C++; see unionOf.
  RDD<T> union_(const RDD<T>& other) const { return unionOf<T>({*this, other}); }

  // One row, all rows combined by `f`; for no rows `when_empty`, or no row. What DStream's count and reduce are made
  // of.
  template <class F>
    requires Combiner<F, T>
  RDD<T> reduceToOne(F f, std::optional<Owned<T>> when_empty) const {
    CheckHasCodec<T>();
    auto with_default = [&](auto function) { return std::pair(std::move(function), when_empty); };
    return RDD<T>(
        handle_.Shuffled(internal::Ship<ReduceToOneWriter<T, ShippedFunction<F>>>("reduce", f),
                         internal::ShipWith<ReduceToOneReader<T, ShippedFunction<F>>>("reduce", with_default, f), 1));
  }

  int getNumPartitions() const { return handle_.node()->partitions; }
  int id() const { return static_cast<int>(handle_.node()->id.number()); }
  // What toDebugString calls it, and its copies.
  std::string name() const { return handle_.cell().notes().name; }
  const RDD<T>& setName(const std::string& name) const {
    handle_.cell().Note([&](RddNotes& notes) { notes.name = name; });
    return *this;
  }
  std::string toDebugString() const { return handle_.DebugString(); }

  int64_t count() const;
  // Throws when there are no rows.
  template <class F>
    requires Combiner<F, T>
  Owned<T> reduce(F f) const;
  // All rows, those of partition 0 first; views become strings.
  std::vector<Owned<T>> collect() const;
  // The first `num` rows.
  std::vector<Owned<T>> take(int64_t num) const;
  // All rows, a partition at a time, when they are read.
  LocalRows<T> toLocalIterator() const {
    CheckHasCodec<T>();
    return LocalRows<T>(handle_);
  }
  // Calls f(Partition<T>, arguments...) once for each partition, where it was computed; again if that machine is lost.
  template <class F, class... A>
    requires RowFunction<F, Partition<T>, A...>
  void foreachPartition(F f, A... arguments) const;
  // A row a line, in path/part-00000 and so on; path/_SUCCESS tells that all are there. The folder must be new or
  // empty, and the same for all machines.
  void saveAsTextFile(const std::string& path) const;

 private:
  template <class U>
  RDD<U> narrow(OperatorRef op) const {
    return RDD<U>(handle_.Narrow(std::move(op)));
  }

  internal::RddHandle handle_;
};

// Rows of this program as an RDD, in `numPartitions` partitions (0: as many as the application has task slots).
template <class T>
RDD<T> parallelize(Application& app, const std::vector<T>& rows, int numPartitions = 0) {
  CheckHasCodec<T>();
  int partitions = numPartitions > 0 ? numPartitions : app.jobs().DefaultParallelism();
  OperatorRef op = RefTo<ParallelizeOp<T>>("parallelize", ParallelizeOp<T>::Slice(ToOwned(rows), partitions));
  return RDD<T>(internal::RddHandle(app.jobs(), SourceRdd(app.jobs(), std::move(op), partitions)));
}

template <class T>
RDD<T> emptyRDD(Application& app) {
  CheckHasCodec<T>();
  return RDD<T>(internal::RddHandle(app.jobs(), SourceRdd(app.jobs(), RefTo<ParallelizeOp<T>>("emptyRDD", {}), 0)));
}

}  // namespace sluice

#include "api/rdd/rdd_actions.h"  // IWYU pragma: export

#endif  // SLUICE_API_RDD_RDD_H_
