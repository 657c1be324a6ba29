// Values out of RDDs of any rows.
#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "api/rdd/text_file.h"
#include "tests/operators/rdd_rows.h"

namespace sluice {
namespace {

using In = RddInputs;

const std::plus<> kAdd;

// What functions have seen where they ran, which is in this process; `run` is a job.
std::atomic<int64_t> seen = 0;
std::string SeenIn(const std::function<void()>& run) {
  seen = 0;
  run();
  return Text(seen.load());
}
const auto kSee = [](int64_t n) { seen += n; };
const auto kSeePartition = [](const Partition<int64_t>&) { ++seen; };

std::string ThenCollected(const RDD<std::string_view>& lines) { return " read again: " + Text(lines.collect()); }

constexpr char kNothing[] = "error: empty collection", kNothingToReduce[] = "error: reduce: empty collection";

}  // namespace

std::vector<RddRow> ActionRows() {
  return {
      {"getNumPartitions", [](const In& in) { return Text(in.numbers.getNumPartitions()); }, "0", "3", "2"},
      {"id", [](const In& in) { return Text(in.numbers.id() == in.pairs.id()); }, "false", "false", "false"},
      {"name", [](const In& in) { return Text(in.numbers.name()); }, "", "", ""},
      {"setName", [](const In& in) { return Text(in.numbers.setName("n").name()); }, "n", "n", "n"},
      {"toDebugString", [](const In& in) { return in.numbers.toDebugString().substr(0, 3); }, "(0)", "(3)", "(2)"},

      {"count", [](const In& in) { return Text(in.numbers.count()); }, "0", "0", "1"},
      {"reduce", [](const In& in) { return Text(in.numbers.reduce(kAdd)); }, kNothingToReduce, kNothingToReduce, "7"},
      {"collect", [](const In& in) { return Text(in.numbers.collect()); }, "{}", "{}", "{ 7 }"},
      {"take", [](const In& in) { return Text(in.numbers.take(3)); }, "{}", "{}", "{ 7 }"},
      {"toLocalIterator",
       [](const In& in) {
         std::vector<int64_t> rows;
         for (int64_t row : in.numbers.toLocalIterator()) rows.push_back(row);
         return Text(rows);
       },
       "{}", "{}", "{ 7 }"},
      {"foreachPartition", [](const In& in) { return SeenIn([&] { in.numbers.foreachPartition(kSeePartition); }); },  //
       "0", "3", "2"},
      {"foreach", [](const In& in) { return SeenIn([&] { in.numbers.foreach (kSee); }); }, "0", "0", "7"},
      {"saveAsTextFile",
       [](const In& in) {
         in.numbers.saveAsTextFile(in.folder);
         return SavedIn(in.folder) + ThenCollected(textFile(in.app, in.folder));
       },
       "_SUCCESS read again: {}", "_SUCCESS part-00000 part-00001 part-00002 read again: {}",
       "_SUCCESS part-00000 part-00001=7\n read again: { \"7\" }"},
      {"saveAsObjectFile",
       [](const In& in) {
         in.numbers.saveAsObjectFile(in.folder);
         return Text(objectFile<int64_t>(in.app, in.folder));
       },
       "0: {}", "3: {}", "2: { 7 }"},

      {"first", [](const In& in) { return Text(in.numbers.first()); }, kNothing, kNothing, "7"},
      {"isEmpty", [](const In& in) { return Text(in.numbers.isEmpty()); }, "true", "true", "false"},
      {"aggregate", [](const In& in) { return Text(in.numbers.aggregate(int64_t{1}, kAdd, kAdd)); }, "1", "4", "10"},
      {"treeAggregate", [](const In& in) { return Text(in.numbers.treeAggregate(int64_t{1}, kAdd, kAdd)); },  //
       "1", "4", "10"},
      {"fold", [](const In& in) { return Text(in.numbers.fold(1, kAdd)); }, "1", "4", "10"},
      {"treeReduce", [](const In& in) { return Text(in.numbers.treeReduce(kAdd)); }, kNothingToReduce, kNothingToReduce,
       "7"},
      {"min", [](const In& in) { return Text(in.numbers.min()); }, kNothingToReduce, kNothingToReduce, "7"},
      {"max", [](const In& in) { return Text(in.numbers.max()); }, kNothingToReduce, kNothingToReduce, "7"},
      {"takeOrdered", [](const In& in) { return Text(in.numbers.takeOrdered(2)); }, "{}", "{}", "{ 7 }"},
      {"top", [](const In& in) { return Text(in.numbers.top(2)); }, "{}", "{}", "{ 7 }"},
      {"takeSample", [](const In& in) { return Text(in.numbers.takeSample(false, 2, 1)); }, "{}", "{}", "{ 7 }"},
      {"countByValue", [](const In& in) { return Text(in.numbers.countByValue()); }, "{}", "{}", "{ (7, 1) }"},
      {"countAsync", [](const In& in) { return Text(in.numbers.countAsync().get()); }, "0", "0", "1"},
      {"collectAsync", [](const In& in) { return Text(in.numbers.collectAsync().get()); }, "{}", "{}", "{ 7 }"},
      {"takeAsync", [](const In& in) { return Text(in.numbers.takeAsync(3).get()); }, "{}", "{}", "{ 7 }"},
      {"foreachAsync", [](const In& in) { return SeenIn([&] { in.numbers.foreachAsync(kSee).get(); }); }, "0", "0",
       "7"},
      {"foreachPartitionAsync",
       [](const In& in) { return SeenIn([&] { in.numbers.foreachPartitionAsync(kSeePartition).get(); }); },  //
       "0", "3", "2"},
  };
}

}  // namespace sluice
