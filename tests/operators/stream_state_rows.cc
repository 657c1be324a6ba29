// States: they stay in batches that have nothing. Initial states are given, of no keys.
#include <optional>
#include <string>
#include <vector>

#include "tests/operators/stream_rows.h"

namespace sluice {
namespace {

using In = StreamInputs;

const auto kSum = [](const std::vector<int64_t>& values, std::optional<int64_t> sum) {
  for (int64_t value : values) sum = sum.value_or(0) + value;
  return sum;
};
const auto kSumsOfPartition = [](const Partition<KeyUpdate<int64_t, int64_t, int64_t>>& keys) {
  std::vector<Pair> sums;
  for (const auto& [key, values, sum] : keys) sums.emplace_back(key, *kSum(values, sum));
  return sums;
};
const auto kCountOfKey = [](int64_t key, std::optional<int64_t>, State<int64_t>& count) {
  count.update(count.getOption().value_or(0) + 1);
  return Pair(key, count.get());
};

RDD<Pair> NoStates(const In& in) { return emptyRDD<Pair>(in.ssc.sparkContext()); }

const Texts kStays = {"2: {}", "2: {}", "2: { (1, 7) }", "2: { (1, 7) }", "2: { (1, 7) }"};

}  // namespace

std::vector<StreamRow> StreamStateRows() {
  return {
      {"updateStateByKey", [](const In& in) { return TextsOf(in.pairs.updateStateByKey(kSum, {}, NoStates(in))); },
       kStays},
      {"updateStateByKey",
       [](const In& in) { return TextsOf(in.pairs.updateStateByKey(kSum, HashPartitioner(2), true, NoStates(in))); },
       kStays},
      {"updateStateByKey",
       [](const In& in) {
         return TextsOf(in.pairs.updateStateByKey(kSumsOfPartition, HashPartitioner(2), false, NoStates(in)));
       },
       kStays},
      {"uid", [](const In& in) { return TextsOf(in.pairs.updateStateByKey(kSum).uid("sums")); }, kStays},
      {"mapWithState",
       [](const In& in) {
         return TextsOf(in.pairs.mapWithState(StateSpec::function(kCountOfKey).initialState(NoStates(in))));
       },
       EachBatch("2: {}", "2: {}", "2: { (1, 1) }")},
      {"stateSnapshots",
       [](const In& in) { return TextsOf(in.pairs.mapWithState(StateSpec::function(kCountOfKey)).stateSnapshots()); },
       {"2: {}", "2: {}", "2: { (1, 1) }", "2: { (1, 1) }", "2: { (1, 1) }"}},
  };
}

}  // namespace sluice
