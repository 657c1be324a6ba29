#ifndef SLUICE_TESTS_ROWS_ROW_MATRIX_H_
#define SLUICE_TESTS_ROWS_ROW_MATRIX_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "api/shared/accumulator.h"
#include "api/shared/broadcast.h"
#include "common/fs/temporary_folder.h"
#include "tests/rows/row_kinds.h"

namespace sluice {

// Every operation on an RDD of rows of type T.
template <class T>
class RowMatrix : public RddTestBase {
 protected:
  RDD<T> Rows() { return parallelize<T>(app_, ExampleRows<T>::all, 2); }
  template <class Rows>
  static void ExpectAll(const Rows& rows) {
    EXPECT_EQ(Encoded(rows), EncodedRowsOf<T>());
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("rows");
};
TYPED_TEST_SUITE_P(RowMatrix);

TYPED_TEST_P(RowMatrix, GoThroughFunctions) {
  using T = TypeParam;
  auto rows = this->Rows();
  this->ExpectAll(rows.map([](T row) { return row; }).collect());
  this->ExpectAll(rows.filter([](const T&) { return true; }).collect());
  EXPECT_EQ(rows.flatMap([](T row) { return std::vector<T>{row, row}; }).count(), 2 * CountRows<T>());
  auto all = [](const Partition<T>& partition) {
    std::vector<T> rows;
    for (const T& row : partition) rows.push_back(row);
    return rows;
  };
  this->ExpectAll(rows.mapPartitions(all).collect());
  auto of_first = [](int index, const Partition<T>& partition) {
    return std::vector<size_t>{partition.size() + index};
  };
  EXPECT_EQ(rows.mapPartitionsWithIndex(of_first).count(), 2);
  EXPECT_EQ(rows.glom().collect().size(), 2u);
  LongAccumulator seen = longAccumulator(this->app_);
  auto see = [](T, const LongAccumulator& seen) { seen.add(1); };
  auto see_all = [](const Partition<T>& rows, const LongAccumulator& seen) { seen.add(rows.size()); };
  rows.foreach (see, seen);
  rows.foreachPartition(see_all, seen);
  rows.foreachAsync(see, seen).get();
  rows.foreachPartitionAsync(see_all, seen).get();
  EXPECT_EQ(seen.value(), 4 * CountRows<T>());
}

TYPED_TEST_P(RowMatrix, MeetOtherRows) {
  using T = TypeParam;
  auto rows = this->Rows();
  const int64_t count = CountRows<T>(), distinct = CountDistinct<T>();
  this->ExpectAll(rows.repartition(3).collect());
  this->ExpectAll(rows.coalesce(1).collect());
  EXPECT_EQ(rows.union_(rows).count(), 2 * count);
  EXPECT_EQ(rows.distinct().count(), distinct);
  EXPECT_EQ(rows.subtract(rows.coalesce(1)).count(), 0);
  EXPECT_EQ(rows.intersection(rows.map([](T row) { return row; })).count(), distinct);
  EXPECT_EQ(rows.cartesian(rows).collect().size(), static_cast<size_t>(count * count));
  this->ExpectAll(rows.zip(rows).keys().collect());
  this->ExpectAll(rows.zipWithIndex().keys().collect());
  this->ExpectAll(rows.zipWithUniqueId().keys().collect());
  auto both = [](const Partition<T>& a, const Partition<T>& b) { return std::vector<size_t>{a.size() + b.size()}; };
  EXPECT_EQ(rows.zipPartitions(rows, both).count(), 2);
  this->ExpectAll(rows.sample(false, 1.0).collect());
  EXPECT_EQ(rows.randomSplit({1, 1}).size(), 2u);
}

TYPED_TEST_P(RowMatrix, HaveKeys) {
  using T = TypeParam;
  auto rows = this->Rows();
  auto same = [](const T& row) { return row; };
  this->ExpectAll(rows.keyBy(same).keys().collect());
  this->ExpectAll(rows.keyBy(same).values().collect());
  EXPECT_EQ(rows.groupBy(same).count(), CountDistinct<T>());
}

TYPED_TEST_P(RowMatrix, AreSorted) {
  using T = TypeParam;
  if constexpr (Ordered<T>) {
    auto rows = this->Rows();
    auto sorted = rows.sortBy([](const T& row) { return row; }).collect();
    this->ExpectAll(sorted);
    auto top = rows.top(100), first = rows.takeOrdered(100);
    this->ExpectAll(top);
    EXPECT_EQ(Encode(first), Encode(sorted));
    EXPECT_EQ(Encode<Owned<T>>(rows.min()), Encode<Owned<T>>(sorted.front()));
    EXPECT_EQ(Encode<Owned<T>>(rows.max()), Encode<Owned<T>>(top.front()));
  }
}

TYPED_TEST_P(RowMatrix, ComeToTheDriver) {
  using T = TypeParam;
  auto rows = this->Rows();
  this->ExpectAll(rows.take(100));
  const std::string first = Encode<T>(ExampleRows<T>::all.front());
  EXPECT_EQ(Encode<Owned<T>>(rows.first()), first);
  EXPECT_FALSE(rows.isEmpty());
  std::vector<Owned<T>> local;
  for (const Owned<T>& row : rows.toLocalIterator()) local.push_back(row);
  this->ExpectAll(local);
  this->ExpectAll(rows.takeSample(false, 100));
  auto keep_first = [](T a, const T&) { return a; };
  EXPECT_EQ(Encode<Owned<T>>(rows.reduce(keep_first)), first);
  EXPECT_EQ(Encode<Owned<T>>(rows.treeReduce(keep_first)), first);
  EXPECT_EQ(Encode<Owned<T>>(rows.reduceToOne(keep_first, std::nullopt).first()), first);
  EXPECT_EQ(Encode<Owned<T>>(rows.fold(ToOwned<T>(ExampleRows<T>::all.front()), keep_first)), first);
  auto add = [](std::vector<Owned<T>> rows, const T& row) { return rows.push_back(ToOwned<T>(row)), rows; };
  auto merge = [](std::vector<Owned<T>> a, const std::vector<Owned<T>>& b) {
    return a.insert(a.end(), b.begin(), b.end()), a;
  };
  this->ExpectAll(rows.aggregate(std::vector<Owned<T>>(), add, merge));
  this->ExpectAll(rows.treeAggregate(std::vector<Owned<T>>(), add, merge));
  EXPECT_EQ(static_cast<int64_t>(rows.countByValue().size()), CountDistinct<T>());
  EXPECT_EQ(static_cast<int64_t>(rows.countByValueApprox(60000).getFinalValue().size()), CountDistinct<T>());
  EXPECT_EQ(rows.countApprox(60000).getFinalValue().mean, CountRows<T>());
  EXPECT_EQ(rows.countApproxDistinct(), CountDistinct<T>());
  EXPECT_EQ(rows.countAsync().get(), CountRows<T>());
  this->ExpectAll(rows.collectAsync().get());
  this->ExpectAll(rows.takeAsync(100).get());
}

TYPED_TEST_P(RowMatrix, AreMeasured) {
  using T = TypeParam;
  if constexpr (std::is_arithmetic_v<T>) {
    auto rows = this->Rows();
    const StatCounter stats = rows.stats();
    EXPECT_EQ(stats.count(), CountRows<T>());
    EXPECT_EQ(rows.mean(), stats.mean());
    EXPECT_EQ(rows.variance(), stats.variance());
    EXPECT_EQ(rows.popVariance(), stats.variance());
    EXPECT_EQ(rows.sampleVariance(), stats.sampleVariance());
    EXPECT_EQ(rows.stdev(), stats.stdev());
    EXPECT_EQ(rows.popStdev(), stats.stdev());
    EXPECT_EQ(rows.sampleStdev(), stats.sampleStdev());
    EXPECT_EQ(rows.sumApprox(60000).getFinalValue().mean, rows.sum());
    EXPECT_DOUBLE_EQ(rows.meanApprox(60000).getFinalValue().mean, rows.mean());
    EXPECT_EQ(rows.histogram({-1000, 1000}).front(), CountRows<T>());
  }
}

TYPED_TEST_P(RowMatrix, AreKeptAndSaved) {
  using T = TypeParam;
  auto rows = this->Rows();
  auto kept = rows.repartition(2).persist();
  this->ExpectAll(kept.collect());
  this->ExpectAll(kept.collect());
  kept.unpersist();
  this->ExpectAll(rows.map([](T row) { return row; }).cache().collect());
  this->ExpectAll(rows.map([](T row) { return row; }).localCheckpoint().collect());
  this->app_.setCheckpointDir(this->folder_.path() + "/checkpoints");
  auto saved = rows.map([](T row) { return row; });
  saved.checkpoint();
  EXPECT_EQ(saved.count(), CountRows<T>());
  this->ExpectAll(saved.collect());
  rows.saveAsObjectFile(this->folder_.path() + "/objects");
  this->ExpectAll(objectFile<T>(this->app_, this->folder_.path() + "/objects").collect());
  rows.saveAsTextFile(this->folder_.path() + "/text");
  EXPECT_EQ(rows.pipe("cat").count(), CountRows<T>());
  auto shared = broadcast(this->app_, ToOwned<T>(ExampleRows<T>::all.front()));
  auto same_as_shared = [](const T& row, const Broadcast<Owned<T>>& shared) {
    return Encode<T>(row) == Encode<Owned<T>>(shared.value());
  };
  EXPECT_GE(rows.filter(same_as_shared, shared).count(), 2);
  auto collected = collectionAccumulator<Owned<T>>(this->app_);
  auto add = [](const T& row, const CollectionAccumulator<Owned<T>>& all) { all.add(ToOwned<T>(row)); };
  rows.foreach (add, collected);
  this->ExpectAll(collected.value());
}

REGISTER_TYPED_TEST_SUITE_P(RowMatrix, GoThroughFunctions, MeetOtherRows, HaveKeys, AreSorted, ComeToTheDriver,
                            AreMeasured, AreKeptAndSaved);

}  // namespace sluice

#endif  // SLUICE_TESTS_ROWS_ROW_MATRIX_H_
