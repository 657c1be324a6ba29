// Streams out of streams of any rows, batch by batch.
#include <functional>
#include <string>
#include <vector>

#include "tests/operators/stream_rows.h"

namespace sluice {
namespace {

using In = StreamInputs;
using Numbers = Partition<int64_t>;
using Sizes = std::vector<int64_t>;

const auto kSize = [](const Numbers& rows) { return Sizes{static_cast<int64_t>(rows.size())}; };
const auto kSizeWithIndex = [](int index, const Numbers& rows) {
  return Sizes{10 * index + static_cast<int64_t>(rows.size())};
};
const Texts kSame = EachBatch("0: {}", "3: {}", "2: { 7 }");

}  // namespace

std::vector<StreamRow> AnyStreamRows() {
  return {
      {"map", [](const In& in) { return TextsOf(in.numbers.map([](int64_t n) { return n + 1; })); },
       EachBatch("0: {}", "3: {}", "2: { 8 }")},
      {"flatMap", [](const In& in) { return TextsOf(in.numbers.flatMap([](int64_t n) { return Sizes{n, n}; })); },
       EachBatch("0: {}", "3: {}", "2: { 7, 7 }")},
      {"filter", [](const In& in) { return TextsOf(in.numbers.filter([](int64_t n) { return n > 0; })); }, kSame},
      {"mapPartitions", [](const In& in) { return TextsOf(in.numbers.mapPartitions(kSize)); },
       EachBatch("0: {}", "3: { 0, 0, 0 }", "2: { 0, 1 }")},
      {"mapPartitions", [](const In& in) { return TextsOf(in.numbers.mapPartitions(kSize, true)); },
       EachBatch("0: {}", "3: { 0, 0, 0 }", "2: { 0, 1 }")},
      {"mapPartitionsWithIndex",
       [](const In& in) { return TextsOf(in.numbers.mapPartitionsWithIndex(kSizeWithIndex)); },
       EachBatch("0: {}", "3: { 0, 10, 20 }", "2: { 0, 11 }")},
      {"glom", [](const In& in) { return TextsOf(in.numbers.glom()); },
       EachBatch("0: {}", "3: { {}, {}, {} }", "2: { {}, { 7 } }")},
      {"repartition", [](const In& in) { return TextsOf(in.numbers.repartition(4)); },
       EachBatch("4: {}", "4: {}", "4: { 7 }")},
      {"count", [](const In& in) { return TextsOf(in.numbers.count()); },
       EachBatch("1: { 0 }", "1: { 0 }", "1: { 1 }")},
      {"countByValue", [](const In& in) { return TextsOf(in.numbers.countByValue()); },
       EachBatch("2: {}", "2: {}", "2: { (7, 1) }")},
      {"reduce", [](const In& in) { return TextsOf(in.numbers.reduce(std::plus<>())); },
       EachBatch("1: {}", "1: {}", "1: { 7 }")},
      {"union_", [](const In& in) { return TextsOf(in.numbers.union_(in.numbers)); },
       EachBatch("0: {}", "6: {}", "4: { 7, 7 }")},
      {"transform",
       [](const In& in) {
         return TextsOf(in.numbers.transform([](const RDD<int64_t>& rdd) { return rdd.distinct(); }));
       },
       kSame},
      {"transformWith",
       [](const In& in) {
         auto unite = [](const RDD<int64_t>& a, const RDD<int64_t>& b) { return a.union_(b); };
         return TextsOf(in.numbers.transformWith(in.numbers, unite));
       },
       EachBatch("0: {}", "6: {}", "4: { 7, 7 }")},
      {"persist", [](const In& in) { return TextsOf(in.numbers.persist()); }, kSame},
      {"cache", [](const In& in) { return TextsOf(in.numbers.cache()); }, kSame},
      {"checkpoint", [](const In& in) { return TextsOf(in.numbers.checkpoint(in.slides(10))); }, kSame},
      {"context",
       [](const In& in) -> TextsLater { return [in] { return Texts{Text(in.numbers.context() == in.ssc)}; }; },
       {"true"}},
      {"dependencies",
       [](const In& in) -> TextsLater {
         auto parents = in.numbers.union_(in.numbers).dependencies();
         return [=] { return Texts{Text(parents.size())}; };
       },
       {"2"}},
      {"slideDuration",
       [](const In& in) -> TextsLater {
         const bool is_same = in.numbers.count().slideDuration() == in.numbers.slideDuration();
         return [=] { return Texts{Text(is_same)}; };
       },
       {"true"}},
  };
}

}  // namespace sluice
