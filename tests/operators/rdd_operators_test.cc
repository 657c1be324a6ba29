// Every operator and action on RDDs that have nothing, and one row: in one thread, and on executors.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/rdd/rdd_test_base.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "tests/operators/operators_in_headers.h"
#include "tests/operators/rdd_rows.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

using testing::IsEmpty;

std::vector<RddRow> AllRows() {
  std::vector<RddRow> all;
  for (const auto& rows : {TransformationRows(), ShuffledRddRows(), ActionRows(), NumberRddRows(), KeptRddRows(),
                           PairRddRows(), JoinRows()}) {
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

// What `call` gives, or the error it throws.
std::string Outcome(const std::function<std::string()>& call) {
  try {
    return call();
  } catch (const Error& error) {
    return std::string("error: ") + error.what();
  }
}

struct Shape {
  int partitions = 0;
  bool has_row = false;
};
constexpr Shape kNoPartitions{0}, kNoRows{3}, kOneRow{2, true};

template <class T>
RDD<T> Shaped(Application& app, const Shape& shape, const T& row) {
  if (shape.partitions == 0) return emptyRDD<T>(app);
  return parallelize<T>(app, shape.has_row ? std::vector<T>{row} : std::vector<T>(), shape.partitions);
}
RddInputs InputsOf(Application& app, const std::string& folder, const Shape& shape, const Shape& others) {
  return {app, folder, Shaped<int64_t>(app, shape, 7), Shaped<Pair>(app, shape, {1, 7}),
          Shaped<Pair>(app, others, {1, 5})};
}

void CheckAllRows(Application& app) {
  int number = 0;
  TemporaryFolder folder = *TemporaryFolder::Create("sluice-operators-");
  for (const RddRow& row : AllRows()) {
    auto outcome = [&](const Shape& shape) {
      const RddInputs in = InputsOf(app, folder.path() + "/" + std::to_string(number++), shape, shape);
      return Outcome([&] { return row.run(in); });
    };
    EXPECT_EQ(outcome(kNoPartitions), row.no_partitions) << row.name << " of an RDD without partitions";
    EXPECT_EQ(outcome(kNoRows), row.no_rows) << row.name << " of three partitions without rows";
    EXPECT_EQ(outcome(kOneRow), row.one_row) << row.name << " of one row in two partitions";
  }
}

// Both have two slots.
class RddOperatorsTest : public RddTestBase {
 protected:
  RddInputs Inputs(const Shape& shape, const Shape& others) { return InputsOf(app_, "", shape, others); }
};
class RddOperatorsClusterTest : public RddClusterTest {
 protected:
  RddOperatorsClusterTest() { conf_.Set("spark.default.parallelism", "2"); }
};

TEST_F(RddOperatorsTest, EveryOperatorInTheHeadersHasARow) {
  EXPECT_GT(std::size(kRddOperators), 100) << "the headers are not read any more";
  EXPECT_THAT(MissingRows<RddRow>(kRddOperators, AllRows(), "..._rows.cc"), IsEmpty());
}

TEST_F(RddOperatorsTest, OfNothingGiveNothingAndOfOneRowOne) { CheckAllRows(app_); }
TEST_F(RddOperatorsClusterTest, OfNothingGiveNothingAndOfOneRowOne) { CheckAllRows(app()); }

TEST_F(RddOperatorsTest, ARowThatIsMissingIsNamedWithWhatToDo) {
  const DeclaredOperator declared[] = {{"map", "api/rdd/rdd.h", 2}, {"smallest", "api/new.h", 1}};
  const std::vector<RddRow> rows = {{"map"}, {"smalest"}};
  EXPECT_THAT(
      MissingRows<RddRow>(declared, rows, "x.cc"),
      testing::ElementsAre(
          "api/rdd/rdd.h declares map 2 times, and 1 rows call it: add one for each overload to tests/operators/x.cc, "
          "with "
          "what it gives for no partitions, for no rows and for one row",
          "api/new.h declares smallest 1 times, and 0 rows call it: add one for each overload to tests/operators/x.cc, "
          "with what it gives for no partitions, for no rows and for one row",
          "no header declares smalest: remove its row, or give it the new name"));
}

// What joins give of a batch without partitions and rows that stay, in as many partitions as the batch has.
template <class F>
std::string Joined(const RddInputs& in, F join) {
  return Outcome([&] { return Text(join(in.pairs, in.others, in.pairs.getNumPartitions())); });
}

TEST_F(RddOperatorsTest, ABatchWithoutPartitionsMeetsRowsThatStay) {
  const RddInputs in = Inputs(kNoPartitions, kOneRow);
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int n) { return a.join(b, n); }), "1: {}");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int n) { return a.leftOuterJoin(b, n); }), "1: {}");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int n) { return a.rightOuterJoin(b, n); }), "1: { (1, ((nullopt), 5)) }");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int n) { return a.fullOuterJoin(b, n); }), "1: { (1, ((nullopt), (5))) }");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int n) { return a.cogroup(b, n); }), "1: { (1, ({}, { 5 })) }");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int n) { return a.subtractByKey(b, n); }), "1: {}");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int n) { return b.subtractByKey(a, n); }), "1: { (1, 5) }");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int) { return a.subtractByKey(b); }), "1: {}");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int) { return a.union_(b); }), "2: { (1, 5) }");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int) { return a.intersection(b); }), "2: {}");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int) { return a.cartesian(b); }), "0: {}");
  EXPECT_EQ(Joined(in, [](auto& a, auto& b, int) { return b.cartesian(a); }), "0: {}");
}

TEST_F(RddOperatorsTest, NumbersOfPartitionsThatComeFromABatchMayBeNone) {
  const RDD<Pair> pairs = Inputs(kNoPartitions, kNoPartitions).pairs;
  const int none = pairs.getNumPartitions();
  const HashPartitioner partitioner(none);
  EXPECT_EQ(Text(pairs.reduceByKey(std::plus<>(), none)), "0: {}");
  EXPECT_EQ(Text(pairs.groupByKey(partitioner)), "0: {}");
  EXPECT_EQ(Text(pairs.distinct(none)), "0: {}");
  EXPECT_EQ(Text(pairs.join(pairs, none)), "0: {}");
  EXPECT_EQ(Text(pairs.partitionBy(partitioner).reduceByKey(std::plus<>())), "2: {}");
  EXPECT_EQ(Text(pairs.partitionBy(partitioner).lookup(1)), "{}");
  EXPECT_EQ(Text(pairs.sortByKey(true, none)), "1: {}");
  EXPECT_EQ(Text(pairs.repartitionAndSortWithinPartitions(partitioner)), "0: {}");
  EXPECT_EQ(RangePartitioner(none, pairs).numPartitions(), 1);
}

TEST_F(RddOperatorsTest, NoPartitionsForRowsAreRefused) {
  const std::string refused = "error: requirement failed: Number of partitions (0) must be positive.";
  const RDD<Pair> pairs = Inputs(kOneRow, kOneRow).pairs, nothing = Inputs(kNoPartitions, kNoPartitions).pairs;
  EXPECT_EQ(Outcome([&] { return Text(pairs.reduceByKey(std::plus<>(), 0)); }), refused);
  EXPECT_EQ(Outcome([&] { return Text(pairs.partitionBy(HashPartitioner(0))); }), refused);
  EXPECT_EQ(Outcome([&] { return Text(pairs.repartitionAndSortWithinPartitions(HashPartitioner(0))); }), refused);
  EXPECT_EQ(Outcome([&] { return Text(pairs.join(pairs, 0)); }), refused);
  EXPECT_EQ(Outcome([&] { return Text(nothing.repartition(0)); }), refused);
  EXPECT_EQ(Outcome([&] { return Text(nothing.coalesce(0)); }), refused);
}

TEST_F(RddOperatorsTest, AUnionKeepsThePartitionerOfWhatHasPartitions) {
  const RDD<Pair> pairs = Inputs(kOneRow, kOneRow).pairs.partitionBy(HashPartitioner(4));
  EXPECT_EQ(emptyRDD<Pair>(app_).union_(pairs).partitioner(), pairs.partitioner());
}

}  // namespace
}  // namespace sluice
