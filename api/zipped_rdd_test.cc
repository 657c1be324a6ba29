#include "api/zipped_rdd.h"

#include <string>
#include <utility>

#include "api/rdd.h"
#include "engine/dstream/fake_streaming_backend.h"
#include "engine/rdd/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

class ZippedRddTest : public testing::Test {
 protected:
  RDD<std::string> Letters(int partitions) {
    return parallelize<std::string>(app_, {"a", "b", "c", "d", "e"}, partitions);
  }
  template <class F>
  std::string ErrorOf(F call) {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  LocalJobRunner jobs_;
  FakeStreamingBackend streaming_{jobs_};
  Conf conf_;
  Application app_{"app-1", "test", conf_, jobs_, streaming_};
};

TEST_F(ZippedRddTest, IndexesGoOnThroughPartitions) {
  auto indexed = Letters(2).zipWithIndex();
  EXPECT_EQ(jobs_.tasks_run(), 2);
  EXPECT_THAT(indexed.collect(), ElementsAre(Pair("a", 0), Pair("b", 1), Pair("c", 2), Pair("d", 3), Pair("e", 4)));
  EXPECT_THAT(Letters(1).zipWithIndex().take(2), ElementsAre(Pair("a", 0), Pair("b", 1)));
}

TEST_F(ZippedRddTest, UniqueIdsNeedNoJob) {
  auto numbered = Letters(3).zipWithUniqueId();
  EXPECT_EQ(jobs_.tasks_run(), 0);
  EXPECT_THAT(numbered.collect(), ElementsAre(Pair("a", 0), Pair("b", 1), Pair("c", 4), Pair("d", 2), Pair("e", 5)));
}

TEST_F(ZippedRddTest, ZipPairsRowsOfLikePartitions) {
  auto sizes = Letters(2).map([](std::string_view letter) { return static_cast<int64_t>(letter[0]); });
  EXPECT_THAT(Letters(2).zip(sizes).take(3), ElementsAre(Pair("a", 'a'), Pair("b", 'b'), Pair("c", 'c')));
  EXPECT_EQ(ErrorOf([&] { Letters(3).zip(sizes); }), "Can't zip RDDs with unequal numbers of partitions: List(3, 2)");
  auto fewer = sizes.filter([](int64_t letter) { return letter != 'e'; });
  const std::string unequal = "Can only zip RDDs with same number of elements in each partition";
  EXPECT_THAT(ErrorOf([&] { Letters(2).zip(fewer).count(); }), HasSubstr(unequal));
  EXPECT_THAT(ErrorOf([&] { fewer.zip(Letters(2)).count(); }), HasSubstr(unequal));
}

TEST_F(ZippedRddTest, KeysOfRows) {
  auto numbers = parallelize<int64_t>(app_, {1, 2, 3, 4}, 2);
  auto parity = [](int64_t n) { return n % 2; };
  EXPECT_THAT(numbers.keyBy(parity).collect(), ElementsAre(Pair(1, 1), Pair(0, 2), Pair(1, 3), Pair(0, 4)));
  EXPECT_THAT(numbers.groupBy(parity).collect(),
              UnorderedElementsAre(Pair(1, ElementsAre(1, 3)), Pair(0, ElementsAre(2, 4))));
}

}  // namespace
}  // namespace sluice
