#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/stream_test_base.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

template <class T>
using Batches = std::vector<std::vector<T>>;
using Word = std::pair<std::string, int64_t>;

// Streams of batches of 1 s, given as lists; outputs as the rows of each batch in which they ran.
class DStreamOperatorsTest : public StreamTestBase {
 protected:
  template <class T>
  DStream<T> Queue(const Batches<T>& batches, int partitions = 2) {
    RDDQueue<T> queue;
    for (const std::vector<T>& rows : batches) queue.push(parallelize<T>(app_, rows, partitions));
    return ssc_.queueStream(queue);
  }
  void Run(int batches) {
    ssc_.start();
    for (int i = 0; i < batches; ++i) ASSERT_TRUE(backend_.RunBatch({}).ok());
  }
};

TEST_F(DStreamOperatorsTest, AQueueGivesOneRddABatchThenNothing) {
  Batches<int64_t> rows;
  RDDQueue<int64_t> queue;
  queue += parallelize<int64_t>(app_, {1});
  Record(ssc_.queueStream(queue), rows);
  Run(2);
  queue += parallelize<int64_t>(app_, {2});
  ASSERT_TRUE(backend_.RunBatch({}).ok());
  EXPECT_THAT(rows, ElementsAre(ElementsAre(1), IsEmpty(), ElementsAre(2)));
}

TEST_F(DStreamOperatorsTest, AQueueMayBeTakenAsAWholeAndHaveADefault) {
  Batches<int64_t> rows;
  RDDQueue<int64_t> queue({parallelize<int64_t>(app_, {1, 2}), parallelize<int64_t>(app_, {3})});
  Record(ssc_.queueStream(queue, false, parallelize<int64_t>(app_, {9})), rows);
  Run(2);
  EXPECT_THAT(rows, ElementsAre(ElementsAre(1, 2, 3), ElementsAre(9)));
}

TEST_F(DStreamOperatorsTest, PartitionsOfABatch) {
  auto numbers = Queue<int64_t>({{1, 2, 3}});
  Batches<std::vector<int64_t>> lists;
  Batches<int64_t> sizes, spread;
  Record(numbers.glom(), lists);
  Record(numbers.mapPartitions([](const Partition<int64_t>& rows) { return std::vector{int64_t(rows.size())}; },
                               /*preservePartitioning=*/true),
         sizes);
  Record(numbers.mapPartitionsWithIndex(
             [](int index, const Partition<int64_t>& rows) { return std::vector<int64_t>(rows.size(), index); }),
         spread);
  Run(2);
  EXPECT_THAT(lists, ElementsAre(ElementsAre(ElementsAre(1), ElementsAre(2, 3)), ElementsAre(IsEmpty())));
  EXPECT_THAT(sizes, ElementsAre(ElementsAre(1, 2), ElementsAre(0)));
  EXPECT_THAT(spread, ElementsAre(ElementsAre(0, 1, 1), IsEmpty()));
}

TEST_F(DStreamOperatorsTest, RepartitionSpreadsEachBatch) {
  Batches<std::vector<int64_t>> lists;
  Record(Queue<int64_t>({{1, 2, 3, 4, 5, 6}}).repartition(3).glom(), lists);
  Run(2);
  EXPECT_THAT(lists[0], testing::SizeIs(3));
  EXPECT_THAT(lists[1], ElementsAre(IsEmpty(), IsEmpty(), IsEmpty()));
}

TEST_F(DStreamOperatorsTest, CountByValue) {
  Batches<Word> counts;
  Record(Queue<std::string>({{"p", "q", "p"}, {}}).countByValue(), counts);
  Run(2);
  EXPECT_THAT(counts, ElementsAre(UnorderedElementsAre(Pair("p", 2), Pair("q", 1)), IsEmpty()));
}

TEST_F(DStreamOperatorsTest, TransformOfSeveralStreams) {
  auto a = Queue<int64_t>({{1}, {2}});
  auto b = Queue<std::string>({{"x"}, {}});
  Batches<int64_t> counts, all;
  Record(a.transformWith(b,
                         [&](const RDD<int64_t>& n, const RDD<std::string>& s, Time time) {
                           return parallelize<int64_t>(app_, {n.count(), s.count(), time.milliseconds()}, 1);
                         }),
         counts);
  Record(ssc_.transform(std::vector{a, a}, [](const std::vector<RDD<int64_t>>& rdds, Time) { return unionOf(rdds); }),
         all);
  Record(ssc_.transform(std::tuple(a, b), [](const RDD<int64_t>& n, const RDD<std::string>&) { return n; }), all);
  Run(2);
  EXPECT_THAT(counts, ElementsAre(ElementsAre(1, 1, 1000), ElementsAre(1, 0, 2000)));
  EXPECT_THAT(all, ElementsAre(ElementsAre(1, 1), ElementsAre(1), ElementsAre(2, 2), ElementsAre(2)));
}

TEST_F(DStreamOperatorsTest, WindowsSlide) {
  auto numbers = Queue<int64_t>({{1}, {2}, {3}, {4}});
  Batches<int64_t> three, every_second, sums;
  Record(numbers.window(Seconds(3)), three);
  auto pairs = numbers.window(Seconds(2), Seconds(2));
  Record(pairs, every_second);
  Record(pairs.reduce(std::plus<>{}), sums);
  Run(6);
  EXPECT_THAT(three, ElementsAre(ElementsAre(1), ElementsAre(1, 2), ElementsAre(1, 2, 3), ElementsAre(2, 3, 4),
                                 ElementsAre(3, 4), ElementsAre(4)));
  EXPECT_THAT(every_second, ElementsAre(ElementsAre(1, 2), ElementsAre(3, 4), IsEmpty()));
  EXPECT_THAT(sums, ElementsAre(ElementsAre(3), ElementsAre(7), IsEmpty()));
}

TEST_F(DStreamOperatorsTest, WhatWindowsShareIsComputedOnce) {
  std::vector<int64_t> computed;
  auto numbers = Queue<int64_t>({{1}, {2}, {3}}, 1).map([](int64_t n) { return n; });
  Batches<int64_t> rows;
  Record(numbers.window(Seconds(3)), rows);
  Run(3);
  EXPECT_THAT(rows[2], ElementsAre(1, 2, 3));
  EXPECT_EQ(jobs_.tasks_run(), 3 + 1 + 2 + 3) << "one for each batch, then one for each batch of each window";
}

TEST_F(DStreamOperatorsTest, WindowsMustFitTheSlideOfTheirParent) {
  auto numbers = Queue<int64_t>({});
  EXPECT_EQ(ErrorOf([&] { numbers.window(Milliseconds(1500)); }),
            "The window duration of windowed DStream (1500 ms) must be a multiple of the slide duration of parent "
            "DStream (1000 ms)");
  EXPECT_EQ(ErrorOf([&] { numbers.window(Seconds(4), Seconds(2)).window(Seconds(4), Seconds(3)); }),
            "The slide duration of windowed DStream (3000 ms) must be a multiple of the slide duration of parent "
            "DStream (2000 ms)");
  EXPECT_EQ(ErrorOf([&] { numbers.union_(numbers.window(Seconds(2), Seconds(2))); }),
            "Some of the DStreams have different slide durations");
}

TEST_F(DStreamOperatorsTest, ReduceByWindowWithoutInverse) {
  Batches<int64_t> sums;
  Record(Queue<int64_t>({{}, {1, 2}, {4}}).reduceByWindow(std::plus<>{}, Seconds(2), Seconds(1)), sums);
  Run(5);
  EXPECT_THAT(sums, ElementsAre(IsEmpty(), ElementsAre(3), ElementsAre(7), ElementsAre(4), IsEmpty()));
}

TEST_F(DStreamOperatorsTest, PairsOfABatch) {
  auto pairs = Queue<Word>({{{"a", 1}, {"b", 2}, {"a", 3}}});
  Batches<Word> negative, twice, sums;
  Batches<std::pair<std::string, std::vector<int64_t>>> groups;
  Batches<std::pair<std::string, std::string>> texts;
  Record(pairs.mapValues([](int64_t n) { return -n; }), negative);
  Record(pairs.flatMapValues([](int64_t n) { return std::vector<int64_t>(n - 1, n); }), twice);
  Record(pairs.groupByKey(), groups);
  Record(pairs.combineByKey([](int64_t n) { return std::to_string(n); },
                            [](std::string all, int64_t n) { return all + "+" + std::to_string(n); },
                            [](std::string all, const std::string& more) { return all + "+" + more; }, 1,
                            /*mapSideCombine=*/false),
         texts);
  Record(pairs.partitionBy(HashPartitioner(4)).reduceByKey(std::plus<>{}), sums);
  Run(1);
  EXPECT_THAT(negative[0], ElementsAre(Pair("a", -1), Pair("b", -2), Pair("a", -3)));
  EXPECT_THAT(twice[0], ElementsAre(Pair("b", 2), Pair("a", 3), Pair("a", 3)));
  EXPECT_THAT(groups[0], UnorderedElementsAre(Pair("a", ElementsAre(1, 3)), Pair("b", ElementsAre(2))));
  EXPECT_THAT(texts[0], UnorderedElementsAre(Pair("a", "1+3"), Pair("b", "2")));
  EXPECT_THAT(sums[0], UnorderedElementsAre(Pair("a", 4), Pair("b", 2)));
}

TEST_F(DStreamOperatorsTest, JoinsMeetTheBatchOfTheSameTime) {
  auto left = Queue<Word>({{{"k", 1}, {"m", 2}}, {{"k", 3}}});
  auto right = Queue<std::pair<std::string, std::string>>({{{"k", "x"}}, {{"n", "y"}}});
  Batches<std::pair<std::string, std::pair<int64_t, std::string>>> inner;
  Batches<std::pair<std::string, std::pair<int64_t, std::optional<std::string>>>> left_outer;
  Batches<std::pair<std::string, std::pair<std::optional<int64_t>, std::string>>> right_outer;
  Batches<std::pair<std::string, std::pair<std::optional<int64_t>, std::optional<std::string>>>> full;
  Batches<std::pair<std::string, std::pair<std::vector<int64_t>, std::vector<std::string>>>> groups;
  Record(left.join(right), inner);
  Record(left.leftOuterJoin(right, 1), left_outer);
  Record(left.rightOuterJoin(right, HashPartitioner(2)), right_outer);
  Record(left.fullOuterJoin(right), full);
  Record(left.cogroup(right), groups);
  Run(2);
  EXPECT_THAT(inner, ElementsAre(ElementsAre(Pair("k", Pair(1, "x"))), IsEmpty()));
  EXPECT_THAT(left_outer[0], UnorderedElementsAre(Pair("k", Pair(1, "x")), Pair("m", Pair(2, std::nullopt))));
  EXPECT_THAT(right_outer[1], ElementsAre(Pair("n", Pair(std::nullopt, "y"))));
  EXPECT_THAT(full[1], UnorderedElementsAre(Pair("k", Pair(3, std::nullopt)), Pair("n", Pair(std::nullopt, "y"))));
  EXPECT_THAT(groups[0], UnorderedElementsAre(Pair("k", Pair(ElementsAre(1), ElementsAre("x"))),
                                              Pair("m", Pair(ElementsAre(2), IsEmpty()))));
}

TEST_F(DStreamOperatorsTest, WindowsOfPairs) {
  auto pairs = Queue<Word>({{{"a", 1}, {"b", 1}}, {{"a", 2}}, {}, {{"c", 4}}});
  Batches<Word> sums;
  Batches<std::pair<std::string, std::vector<int64_t>>> groups;
  Record(pairs.reduceByKeyAndWindow(std::plus<>{}, Seconds(2)), sums);
  Record(pairs.groupByKeyAndWindow(Seconds(3), Seconds(3), 2), groups);
  Run(6);
  EXPECT_THAT(sums, ElementsAre(UnorderedElementsAre(Pair("a", 1), Pair("b", 1)),
                                UnorderedElementsAre(Pair("a", 3), Pair("b", 1)), ElementsAre(Pair("a", 2)),
                                ElementsAre(Pair("c", 4)), ElementsAre(Pair("c", 4)), IsEmpty()));
  EXPECT_THAT(groups, ElementsAre(UnorderedElementsAre(Pair("a", ElementsAre(1, 2)), Pair("b", ElementsAre(1))),
                                  ElementsAre(Pair("c", ElementsAre(4)))));
}

TEST_F(DStreamOperatorsTest, WindowsOfPairsShuffleEachBatchOnce) {
  Batches<Word> sums;
  Record(Queue<Word>({{{"a", 1}}, {{"a", 2}}, {{"a", 3}}}, 1).reduceByKeyAndWindow(std::plus<>{}, Seconds(3)), sums);
  Run(3);
  EXPECT_EQ(sums[2], (std::vector<Word>{{"a", 6}}));
  EXPECT_EQ(jobs_.tasks_run(), 3 * (1 + 2)) << "each batch: its one map task, and its window's two partitions";
}

TEST_F(DStreamOperatorsTest, SlicesAreThereAsLongAsRemembered) {
  ssc_.remember(Seconds(60));
  auto numbers = Queue<int64_t>({{1}, {2}, {3}});
  Batches<int64_t> rows;
  Record(numbers, rows);
  EXPECT_THAT(ErrorOf([&] { numbers.slice(Time(0), Time(1000)); }), HasSubstr("has not been initialized"));
  Run(3);
  std::vector<std::vector<int64_t>> slices;
  for (const RDD<int64_t>& rdd : numbers.slice(Time(1999), Time(3000))) slices.push_back(rdd.collect());
  EXPECT_THAT(slices, ElementsAre(ElementsAre(1), ElementsAre(2), ElementsAre(3)));
}

TEST_F(DStreamOperatorsTest, CachedBatchesAreComputedOnce) {
  Batches<int64_t> rows;
  auto doubled = Queue<int64_t>({{1}}, 1).map([](int64_t n) { return 2 * n; }).cache();
  Record(doubled, rows);
  Record(doubled, rows);
  Run(1);
  EXPECT_THAT(rows, ElementsAre(ElementsAre(2), ElementsAre(2)));
  EXPECT_EQ(jobs_.tasks_run(), 1 + 1 + 1);
  EXPECT_EQ(jobs_.shuffles_kept(), 0u);
}

}  // namespace
}  // namespace sluice
