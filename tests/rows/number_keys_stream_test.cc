// Floating-point numbers as keys of streams, by batch, by window and in state: see number_keys_test.cc.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/rows/checkpointed_stream_test_base.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::Pair;

class NumberKeysStreamTest : public CheckpointedStreamTestBase {
 protected:
  using Counts = std::map<std::string, int64_t>;

  // The pairs of each batch, keys as text. Equal keys would be one.
  std::shared_ptr<std::vector<Counts>> Record(const DStream<std::pair<double, int64_t>>& stream) {
    auto batches = std::make_shared<std::vector<Counts>>();
    stream.foreachRDD([batches](const RDD<std::pair<double, int64_t>>& rdd) {
      batches->emplace_back();
      for (const auto& [key, count] : rdd.collect()) batches->back()[ToText(key)] += count;
      EXPECT_EQ(static_cast<int64_t>(batches->back().size()), rdd.count());
    });
    return batches;
  }
  DStream<double> numbers_ =
      ssc_.socketTextStream("localhost", 9).map([](std::string_view line) { return std::stod(std::string(line)); });
  DStream<std::pair<double, int64_t>> pairs_ =
      numbers_.map([](double number) { return std::pair(number, int64_t{1}); });
};

TEST_F(NumberKeysStreamTest, BatchesAndWindowsHaveOneEntryForEachKey) {
  auto batches = Record(numbers_.countByValue());
  auto windows = Record(pairs_.reduceByKeyAndWindow(std::plus<>(), Seconds(2), Seconds(1)));
  auto going_on = Record(pairs_.reduceByKeyAndWindow(std::plus<>(), std::minus<>(), Seconds(2), Seconds(1)));
  auto values = Record(numbers_.countByValueAndWindow(Seconds(2), Seconds(1)));
  Run({"nan\n-nan\n0.0\n", "-0.0\nnan\n", "0.0\n"});
  EXPECT_THAT(*batches, ElementsAre(ElementsAre(Pair("0.0", 1), Pair("NaN", 2)),
                                    ElementsAre(Pair("-0.0", 1), Pair("NaN", 1)), ElementsAre(Pair("0.0", 1))));
  const Counts first = {{"0.0", 1}, {"NaN", 2}}, second = {{"-0.0", 1}, {"0.0", 1}, {"NaN", 3}},
               third = {{"-0.0", 1}, {"0.0", 1}, {"NaN", 1}};
  EXPECT_THAT(*windows, ElementsAre(first, second, third));
  EXPECT_THAT(*going_on, ElementsAre(first, second, third));
  EXPECT_THAT(*values, ElementsAre(first, second, third));
}

TEST_F(NumberKeysStreamTest, EachKeyHasOneState) {
  auto updated = Record(pairs_.updateStateByKey([](const std::vector<int64_t>& values, std::optional<int64_t> sum) {
    return std::optional<int64_t>(sum.value_or(0) + static_cast<int64_t>(values.size()));
  }));
  auto spec = StateSpec::function([](double, std::optional<int64_t> one, State<int64_t>& sum) {
    sum.update(sum.getOption().value_or(0) + one.value_or(0));
    return sum.get();
  });
  auto mapped = pairs_.mapWithState(spec);
  auto snapshots = Record(mapped.stateSnapshots());
  mapped.print();
  Run({"nan\n-nan\n0.0\n", "-0.0\nnan\n"});
  const Counts first = {{"0.0", 1}, {"NaN", 2}}, second = {{"-0.0", 1}, {"0.0", 1}, {"NaN", 3}};
  EXPECT_THAT(*updated, ElementsAre(first, second));
  EXPECT_THAT(*snapshots, ElementsAre(first, second));
}

}  // namespace
}  // namespace sluice
