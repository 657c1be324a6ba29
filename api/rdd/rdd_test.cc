#include "api/rdd/rdd.h"

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/core/split.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

struct Person {
  std::string name;
  int64_t age = 0;
  bool operator==(const Person&) const = default;
};

struct OlderThan {
  int64_t age = 0;
  bool operator()(const Person& person) const { return person.age > age; }
};

class RddTest : public RddTestBase {
 protected:
  RDD<std::string> Lines() { return parallelize<std::string>(app_, {"to be or", "not to be", ""}, 2); }

  template <class F>
  absl::Status ErrorOf(F call) {
    try {
      call();
    } catch (const Error& error) {
      return error.status();
    }
    return absl::OkStatus();
  }
};

TEST_F(RddTest, WordCount) {
  auto counts = Lines()
                    .flatMap([](std::string_view line) { return split(line, ' '); })
                    .map([](std::string_view word) { return std::pair(word, int64_t{1}); })
                    .reduceByKey(std::plus<>{});
  EXPECT_EQ(counts.getNumPartitions(), jobs_.DefaultParallelism());
  EXPECT_THAT(counts.collect(),
              UnorderedElementsAre(std::pair("to", 2), std::pair("be", 2), std::pair("or", 1), std::pair("not", 1)));
  EXPECT_EQ(counts.count(), 4);
}

TEST_F(RddTest, ArgumentsTravelWithTheFunction) {
  std::string needle = "not";
  auto found = Lines().filter(
      [](const std::string& line, const std::string& word, int64_t min) {
        return line.find(word) != line.npos && static_cast<int64_t>(line.size()) >= min;
      },
      needle, int64_t{3});
  EXPECT_THAT(found.collect(), ElementsAre("not to be"));
  EXPECT_THAT(
      Lines().map([](const std::string& line, std::string_view tail) { return line + std::string(tail); }, "!").take(1),
      ElementsAre("to be or!"));
}

TEST_F(RddTest, StructsAreRowsAndFunctions) {
  RDD<Person> people = parallelize<Person>(app_, {{"ann", 30}, {"bob", 40}, {"cid", 50}});
  EXPECT_THAT(people.filter(OlderThan{35}).collect(), ElementsAre(Person{"bob", 40}, Person{"cid", 50}));
}

TEST_F(RddTest, TakeLooksAtNoMorePartitionsThanItNeeds) {
  auto numbers = parallelize<int64_t>(app_, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 10);
  EXPECT_THAT(numbers.take(2), ElementsAre(1, 2));
  EXPECT_EQ(jobs_.tasks_run(), 2);
  EXPECT_THAT(numbers.take(3), ElementsAre(1, 2, 3));
  EXPECT_EQ(jobs_.tasks_run(), 2 + 2 + 8);
  EXPECT_THAT(numbers.take(100).size(), 10u);
  EXPECT_THAT(numbers.take(0), IsEmpty());
}

TEST_F(RddTest, ReduceNeedsARow) {
  auto numbers = parallelize<int64_t>(app_, {1, 2, 3, 4}, 3);
  EXPECT_EQ(numbers.reduce(std::plus<>{}), 10);
  EXPECT_EQ(numbers.reduce([](int64_t a, int64_t b) { return a > b ? a : b; }), 4);
  auto nothing = numbers.filter([](int64_t n) { return n > 100; });
  EXPECT_EQ(ErrorOf([&] { nothing.reduce(std::plus<>{}); }).message(), "reduce: empty collection");
}

TEST_F(RddTest, Union) {
  auto rdd = parallelize<int64_t>(app_, {1, 2}, 2).union_(parallelize<int64_t>(app_, {3}, 1));
  EXPECT_EQ(rdd.getNumPartitions(), 3);
  EXPECT_THAT(rdd.map([](int64_t n) { return n * 10; }).collect(), ElementsAre(10, 20, 30));
}

TEST_F(RddTest, UnionBelowAShuffle) {
  auto pairs = Lines().map([](const std::string& line) { return std::pair(line, int64_t{1}); });
  auto counts = pairs.union_(pairs).reduceByKey(std::plus<>{}, 3);
  EXPECT_THAT(counts.collect(),
              UnorderedElementsAre(std::pair("to be or", 2), std::pair("not to be", 2), std::pair("", 2)));
}

TEST_F(RddTest, PartitionsAsAWhole) {
  auto numbers = parallelize<int64_t>(app_, {1, 2, 3}, 2);
  EXPECT_THAT(numbers.glom().collect(), ElementsAre(ElementsAre(1), ElementsAre(2, 3)));
  EXPECT_THAT(Lines().filter([](std::string_view) { return false; }).glom().collect(),
              ElementsAre(IsEmpty(), IsEmpty()));
  auto sums = numbers.mapPartitions(
      [](const Partition<int64_t>& rows, int64_t start) {
        for (int64_t row : rows) start += row;
        return std::vector<int64_t>{start};
      },
      int64_t{100});
  EXPECT_THAT(sums.collect(), ElementsAre(101, 105));
  auto indexed = numbers.mapPartitionsWithIndex([](int index, const Partition<int64_t>& rows) {
    return std::vector<std::pair<int, int64_t>>{{index, static_cast<int64_t>(rows.size())}};
  });
  EXPECT_THAT(indexed.collect(), ElementsAre(std::pair(0, 1), std::pair(1, 2)));
  auto pairs = Lines().keyBy([](const std::string& line) { return line.size(); }).partitionBy(HashPartitioner(2));
  auto heads = [](const Partition<std::pair<size_t, std::string>>& rows) {
    return std::vector<std::pair<size_t, std::string>>(rows.begin() == rows.end() ? 0 : 1);
  };
  EXPECT_EQ(pairs.mapPartitions(heads, true).partitioner(), pairs.partitioner());
  EXPECT_EQ(pairs.mapPartitions(heads, false).partitioner(), std::nullopt);
}

TEST_F(RddTest, ForeachPartitionGetsArguments) {
  auto folder = TemporaryFolder::Create("rdd");
  ASSERT_TRUE(folder.ok());
  Lines().foreachPartition(
      [](Partition<std::string> rows, const std::string& path) {
        std::string all;
        for (const std::string& row : rows) all += row + "|";
        if (!LocalFiles().Publish(path + "/" + std::to_string(rows.index()), all).ok()) throw std::runtime_error(path);
      },
      folder->path());
  EXPECT_EQ(LocalFiles().Read(folder->path() + "/0")->view(), "to be or|");
  EXPECT_EQ(LocalFiles().Read(folder->path() + "/1")->view(), "not to be||");
}

TEST_F(RddTest, SaveAsTextFileRefusesAFolderWithSomethingInIt) {
  auto parent = TemporaryFolder::Create("rdd");
  ASSERT_TRUE(parent.ok());
  std::string path = parent->path() + "/out";
  Lines().saveAsTextFile(path);
  EXPECT_THAT(*LocalFiles().List(path), ElementsAre("_SUCCESS", "part-00000", "part-00001"));
  EXPECT_EQ(LocalFiles().Read(path + "/part-00001")->view(), "not to be\n\n");
  EXPECT_EQ(ErrorOf([&] { Lines().saveAsTextFile(path); }).message(),
            "Output directory file:" + path + " already exists");
}

TEST_F(RddTest, NumbersInTextFilesAreAsJavaShowsThem) {
  auto parent = TemporaryFolder::Create("rdd");
  ASSERT_TRUE(parent.ok());
  parallelize<double>(app_, {100000, 123456789, 1e-4, std::nan("")}, 1).saveAsTextFile(parent->path() + "/out");
  EXPECT_EQ(LocalFiles().Read(parent->path() + "/out/part-00000")->view(), "100000.0\n1.23456789E8\n1.0E-4\nNaN\n");
  auto floats = parallelize<float>(app_, {1e10f}, 1).map([](float f) { return std::pair(f, 0.1); });
  EXPECT_THAT(floats.pipe("cat").collect(), ElementsAre("(1.0E10,0.1)"));
}

TEST_F(RddTest, SaveAsTextFileRefusesNullRows) {
  auto parent = TemporaryFolder::Create("rdd");
  ASSERT_TRUE(parent.ok());
  auto words = Lines().map([](const std::string& line) -> const char* { return line.empty() ? nullptr : "word"; });
  EXPECT_EQ(ErrorOf([&] { words.saveAsTextFile(parent->path() + "/out"); }).message(),
            "requirement failed: text files do not allow null rows");
  auto pairs = words.map([](const char* word) { return std::pair(word, 1); });
  pairs.saveAsTextFile(parent->path() + "/pairs");
  EXPECT_EQ(LocalFiles().Read(parent->path() + "/pairs/part-00001")->view(), "(word,1)\n(null,1)\n");
}

TEST_F(RddTest, FailureOfATaskIsThrown) {
  auto rdd =
      Lines().map([](const std::string& line) { return line.empty() ? throw std::runtime_error("empty line") : 1; });
  EXPECT_THAT(std::string(ErrorOf([&] { rdd.count(); }).message()), HasSubstr("empty line"));
}

TEST_F(RddTest, PartitionCountIsChecked) {
  auto pairs = Lines().map([](const std::string& line) { return std::pair(line, 1); });
  EXPECT_THAT(std::string(ErrorOf([&] { pairs.reduceByKey(std::plus<>{}, 0); }).message()),
              HasSubstr("Number of partitions (0) must be positive."));
}

}  // namespace
}  // namespace sluice
