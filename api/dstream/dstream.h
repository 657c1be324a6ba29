#ifndef SLUICE_API_DSTREAM_DSTREAM_H_
#define SLUICE_API_DSTREAM_DSTREAM_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/core/duration.h"
#include "api/core/storage_level.h"
#include "api/dstream/driver_function.h"
#include "api/dstream/pair_dstream_functions.h"
#include "api/dstream/stream_inverse_windows.h"
#include "api/dstream/stream_source.h"
#include "api/dstream/stream_windows.h"
#include "api/dstream/streaming_program.h"
#include "api/rdd/rdd.h"

namespace sluice {

class StreamingContext;

// A stream of rows: an RDD for each batch. The operators are those of RDD, applied to each batch; nothing runs before
// the context is started. Cheap to copy. Not to be changed any more once its context has started.
template <class T>
class DStream : public internal::StreamWindows<T>,
                public internal::StreamInverseWindows<T>,
                public internal::PairDStreamFunctions<T> {
 public:
  using internal::StreamInverseWindows<T>::reduceByWindow;
  using internal::StreamWindows<T>::reduceByWindow;

  DStream(std::shared_ptr<internal::StreamingProgram> program, std::shared_ptr<StreamNode> node)
      : program_(std::move(program)), node_(std::move(node)) {}

  StreamingContext context() const;
  const std::shared_ptr<internal::StreamingProgram>& program() const { return program_; }
  const std::shared_ptr<StreamNode>& node() const { return node_; }
  // This stream's RDDs, without keeping the context alive, which owns the graph they are used in.
  internal::StreamSource<T> source() const { return {program_->app().jobs(), node_}; }
  // Every how long it has an RDD.
  Duration slideDuration() const { return Duration(absl::ToInt64Milliseconds(node_->slide())); }
  // The streams that it is made of; none for an input.
  const std::vector<std::shared_ptr<StreamNode>>& dependencies() const { return node_->spec().parents; }
  // The RDD of the batch of that time. Nullopt: there is none, or not yet.
  std::optional<RDD<T>> compute(Time validTime) const;

  template <class F, class... A>
    requires RowFunction<F, T, A...>
  auto map(F f, A... arguments) const {
    return transform([=](const RDD<T>& rdd) { return rdd.map(f, arguments...); });
  }
  template <class F, class... A>
    requires RowExpansion<F, T, A...>
  auto flatMap(F f, A... arguments) const {
    return transform([=](const RDD<T>& rdd) { return rdd.flatMap(f, arguments...); });
  }
  template <class F, class... A>
    requires RowPredicate<F, T, A...>
  DStream<T> filter(F f, A... arguments) const {
    return transform([=](const RDD<T>& rdd) { return rdd.filter(f, arguments...); });
  }
  // As RDD's: f(Partition<T>) and f(int index, Partition<T>) return a range of rows.
  template <class F, class... A>
    requires RowExpansion<F, const Partition<T>&, A...>
  auto mapPartitions(F f, A... arguments) const {
    return transform([=](const RDD<T>& rdd) { return rdd.mapPartitions(f, arguments...); });
  }
  template <class F>
    requires RowExpansion<F, const Partition<T>&>
  auto mapPartitions(F f, bool preservePartitioning) const {
    return transform([=](const RDD<T>& rdd) { return rdd.mapPartitions(f, preservePartitioning); });
  }
  template <class F, class... A>
    requires PartitionExpansion<F, T, A...>
  auto mapPartitionsWithIndex(F f, A... arguments) const {
    return transform([=](const RDD<T>& rdd) { return rdd.mapPartitionsWithIndex(f, arguments...); });
  }
  // One row for each partition of the batch: the list of its rows.
  DStream<std::vector<Owned<T>>> glom() const {
    return transform([](const RDD<T>& rdd) { return rdd.glom(); });
  }
  // The same rows in so many partitions.
  DStream<T> repartition(int numPartitions) const {
    return transform([=](const RDD<T>& rdd) { return rdd.repartition(numPartitions); });
  }

  // One row a batch: how many rows it has, 0 if none.
  DStream<int64_t> count() const {
    return transform(
        [](const RDD<T>& rdd) { return rdd.map([](const T&) { return int64_t{1}; }).reduceToOne(std::plus<>{}, 0); });
  }
  // How often each row occurs in the batch.
  DStream<std::pair<T, int64_t>> countByValue(const Partitions& partitions = {}) const {
    return map([](T row) { return std::pair<T, int64_t>(std::move(row), 1); }).reduceByKey(std::plus<>{}, partitions);
  }
  // One row a batch: all its rows combined by `f`; none if it has none.
  template <class F>
    requires Combiner<F, T>
  DStream<T> reduce(F f) const {
    return transform([=](const RDD<T>& rdd) { return rdd.reduceToOne(f, std::nullopt); });
  }

  // Spark's union, which is a reserved word in C++.
  DStream<T> union_(const DStream<T>& other) const {
    return transformWith(other, [](const RDD<T>& a, const RDD<T>& b) { return a.union_(b); });
  }

  // The RDD that `f` makes of each batch's: see DriverFunction.
  template <class F>
    requires internal::DriverFunction<F, RDD<T>>
  auto transform(F f) const {
    return internal::Transformed(std::move(f), *this);
  }
  // The same of this stream's and another one's: f(rdd, rdd) or f(rdd, rdd, time).
  template <class U, class F>
    requires internal::DriverFunction<F, RDD<T>, RDD<U>>
  auto transformWith(const DStream<U>& other, F f) const {
    return internal::Transformed(std::move(f), *this, other);
  }

  // Each batch is computed once, by the first job that needs it, and kept as long as it is remembered.
  const DStream<T>& persist(const StorageLevel& level = StorageLevel::MEMORY_ONLY_SER) const {
    program_->CheckBeforeStart("storage level");
    internal::KeepRddsOf(*node_, internal::KeepAs<T>(source().jobs(), level));
    return *this;
  }
  const DStream<T>& cache() const { return persist(); }
  // Accepted for Spark's sake, and checked as it does: what must survive a restart is written in every batch.
  const DStream<T>& checkpoint(Duration interval) const {
    program_->CheckBeforeStart("checkpoint interval");
    node_->SetCheckpointInterval(absl::Milliseconds(interval.milliseconds()));
    return *this;
  }

  // Names this stream's state, so that it is found again by a program whose streams have been changed. Each uid once.
  const DStream<T>& uid(const std::string& name) const {
    program_->SetUid(*node_, name);
    return *this;
  }

  // The RDDs of the batches from `from` to `to`, both included and both rounded down to the slide. Batches are there as
  // long as the context remembers them, else they are computed again. As in Spark `to` may be in the future, unless the
  // stream depends on what will have arrived by then or has state: then it ends with the latest batch.
  std::vector<RDD<T>> slice(Time from, Time to) const;
  std::vector<RDD<T>> slice(const Interval& interval) const { return slice(interval.beginTime, interval.endTime); }

  // Calls `f` on the driver for each batch: see DriverFunction. An output operation.
  template <class F>
    requires internal::DriverFunction<F, RDD<T>>
  void foreachRDD(F f) const {
    AddOutput("foreachRDD", std::move(f));
  }
  // Prints the first `num` rows of each batch. An output operation.
  void print(int num = 10) const;
  // Shows the first `num` rows of each batch, at most 100, on the application's page, as the dashboard `name`: as a
  // table, and what numbers they have as lines and bars. Each name once, at most 16. An output operation.
  void show(const std::string& name, int num = 20) const;
  // Saves each batch in the folder prefix-TIME_IN_MS, or prefix-TIME_IN_MS.suffix. An output operation.
  void saveAsTextFiles(const std::string& prefix, const std::string& suffix = "") const;
  // The same for objectFile.
  void saveAsObjectFiles(const std::string& prefix, const std::string& suffix = "") const;
  // The same by any writer of parts, as the output operation `name`.
  template <class Writer>
  void SaveAs(const std::string& name, const std::string& prefix, const std::string& suffix) const;

 private:
  template <class F>
  void AddOutput(const std::string& name, F f) const;

  std::shared_ptr<internal::StreamingProgram> program_;
  std::shared_ptr<StreamNode> node_;
};

}  // namespace sluice

#include "api/dstream/dstream_outputs.h"  // IWYU pragma: export

#endif  // SLUICE_API_DSTREAM_DSTREAM_H_
