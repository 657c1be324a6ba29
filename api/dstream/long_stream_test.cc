// Graphs of streams that programs make in loops.
#include <cstdint>
#include <vector>

#include "api/dstream/stream_test_base.h"
#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class LongStreamTest : public StreamTestBase {
 protected:
  DStream<int64_t> Ones() {
    return ssc_.generatedStream([this](Time) { return parallelize<int64_t>(app_, {1}, 1); });
  }
};

TEST_F(LongStreamTest, StepsWithoutEndAreRefusedByTheirDepth) {
  DStream<int64_t> stream = Ones();
  EXPECT_THAT(ErrorOf([&] {
                for (int i = 0; i < 1'000'000; ++i) stream = stream.map([](int64_t n) { return n; });
              }),
              AllOf(HasSubstr("depth=1001 max=1000"), HasSubstr("checkpoint")));
}

TEST_F(LongStreamTest, AsManyStepsAsThereMayBeRun) {
  DStream<int64_t> stream = Ones();
  for (int i = 1; i < 1'000; ++i) stream = stream.map([](int64_t n) { return n + 1; });
  std::vector<int64_t> rows;
  stream.foreachRDD([&](const RDD<int64_t>& rdd) { rows = rdd.collect(); });
  ssc_.start();
  ASSERT_THAT(backend_.RunBatch({}), IsOk());
  EXPECT_EQ(rows, std::vector<int64_t>{1'000});
}

TEST_F(LongStreamTest, TenThousandStreamsAreUnited) {
  std::vector<DStream<int64_t>> streams;
  for (int i = 0; i < 10'000; ++i) streams.push_back(Ones());
  int64_t count = 0;
  ssc_.union_(streams).foreachRDD([&](const RDD<int64_t>& rdd) { count = rdd.count(); });
  ssc_.start();
  ASSERT_THAT(backend_.RunBatch({}), IsOk());
  EXPECT_EQ(count, 10'000);
}

}  // namespace
}  // namespace sluice
