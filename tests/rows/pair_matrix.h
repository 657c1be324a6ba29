#ifndef SLUICE_TESTS_ROWS_PAIR_MATRIX_H_
#define SLUICE_TESTS_ROWS_PAIR_MATRIX_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/temporary_folder.h"
#include "tests/rows/row_kinds.h"

namespace sluice {

// Every operation on an RDD of pairs, with keys and values of type T.
template <class T>
class PairMatrix : public RddTestBase {
 protected:
  using Pair = std::pair<T, T>;

  RDD<Pair> Pairs() {
    return parallelize<T>(app_, ExampleRows<T>::all, 2).map([](const T& row) { return Pair(row, row); });
  }
  // Whether there is one pair for each key.
  template <class Rows>
  static void ExpectEachKeyOnce(const Rows& rows) {
    EXPECT_EQ(static_cast<int64_t>(rows.size()), CountDistinct<T>());
  }
  template <class Rows>
  static void ExpectAll(const Rows& rows) {
    EXPECT_EQ(Encoded(rows), EncodedRowsOf<T>());
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("pairs");
};
TYPED_TEST_SUITE_P(PairMatrix);

TYPED_TEST_P(PairMatrix, AreCombinedByKey) {
  using T = TypeParam;
  auto pairs = this->Pairs();
  auto keep_first = [](T a, const T&) { return a; };
  const Owned<T> zero = ToOwned<T>(ExampleRows<T>::all.front());
  this->ExpectEachKeyOnce(pairs.groupByKey(3).collect());
  this->ExpectEachKeyOnce(pairs.reduceByKey(keep_first, 3).collect());
  this->ExpectEachKeyOnce(pairs.combineByKey([](T value) { return value; }, keep_first, keep_first).collect());
  auto keep_zero = [](Owned<T> zero, const T&) { return zero; };
  auto keep_one = [](Owned<T> a, const Owned<T>&) { return a; };
  this->ExpectEachKeyOnce(pairs.aggregateByKey(zero, keep_zero, keep_one).collect());
  this->ExpectEachKeyOnce(pairs.foldByKey(zero, keep_first).collect());
  this->ExpectEachKeyOnce(pairs.partitionBy(HashPartitioner(2)).reduceByKey(keep_first, 2).collect());
  this->ExpectEachKeyOnce(pairs.countApproxDistinctByKey().collect());
  this->ExpectEachKeyOnce(pairs.collectAsMap());
  this->ExpectEachKeyOnce(pairs.countByKey());
  this->ExpectEachKeyOnce(pairs.countByKeyApprox(60000).getFinalValue());
  this->ExpectEachKeyOnce(pairs.reduceByKeyLocally(keep_first));
  EXPECT_GE(pairs.lookup(zero).size(), 2u);
  EXPECT_EQ(pairs.reduceByKey(keep_first, 3).lookup(zero).size(), 1u);
}

TYPED_TEST_P(PairMatrix, MeetOtherPairs) {
  using T = TypeParam;
  auto pairs = this->Pairs(), once = pairs.reduceByKey([](T a, const T&) { return a; }, 2);
  this->ExpectAll(pairs.join(once).keys().collect());
  this->ExpectAll(pairs.leftOuterJoin(once, 3).keys().collect());
  this->ExpectAll(pairs.rightOuterJoin(once).keys().collect());
  this->ExpectAll(pairs.fullOuterJoin(once).keys().collect());
  this->ExpectEachKeyOnce(pairs.cogroup(once).collect());
  this->ExpectEachKeyOnce(pairs.cogroup(once, once, once).collect());
  this->ExpectEachKeyOnce(pairs.groupWith(once, once).collect());
  EXPECT_EQ(pairs.subtractByKey(once).count(), 0);
}

TYPED_TEST_P(PairMatrix, GoThroughFunctions) {
  using T = TypeParam;
  auto pairs = this->Pairs();
  this->ExpectAll(pairs.mapValues([](T value) { return value; }).values().collect());
  auto twice = [](T value) { return std::vector<T>{value, value}; };
  EXPECT_EQ(pairs.flatMapValues(twice).count(), 2 * CountRows<T>());
  this->ExpectAll(pairs.partitionBy(FunctionPartitioner<T>(2, [](const T&) { return 1; })).keys().collect());
  KeyMap<Owned<T>, double> fractions;
  for (auto&& row : ExampleRows<T>::all) fractions[ToOwned<T>(row)] = 1;
  this->ExpectAll(pairs.sampleByKey(false, fractions).keys().collect());
  this->ExpectAll(pairs.sampleByKeyExact(false, fractions).keys().collect());
  pairs.template saveAsHadoopFile<TextOutputFormat>(this->folder_.path() + "/text");
  pairs.template saveAsNewAPIHadoopFile<TextOutputFormat>(this->folder_.path() + "/new");
}

TYPED_TEST_P(PairMatrix, AreSorted) {
  using T = TypeParam;
  if constexpr (Ordered<T>) {
    auto pairs = this->Pairs();
    this->ExpectAll(pairs.sortByKey(true, 2).keys().collect());
    this->ExpectAll(pairs.sortByKey(false, 2).values().collect());
    RangePartitioner ranges(2, pairs);
    this->ExpectAll(pairs.repartitionAndSortWithinPartitions(ranges).values().collect());
    auto keys = pairs.keys();
    this->ExpectAll(pairs.filterByRange(keys.min(), keys.max()).values().collect());
  }
}

REGISTER_TYPED_TEST_SUITE_P(PairMatrix, AreCombinedByKey, MeetOtherPairs, GoThroughFunctions, AreSorted);

}  // namespace sluice

#endif  // SLUICE_TESTS_ROWS_PAIR_MATRIX_H_
