// Streams of pairs, batch by batch.
#include <functional>
#include <string>
#include <vector>

#include "tests/operators/stream_rows.h"

namespace sluice {
namespace {

using In = StreamInputs;
using Values = std::vector<int64_t>;

const std::plus<> kAdd;
const auto kSelf = [](int64_t n) { return n; };

}  // namespace

std::vector<StreamRow> PairStreamRows() {
  return {
      {"mapValues", [](const In& in) { return TextsOf(in.pairs.mapValues([](int64_t n) { return -n; })); },
       EachBatch("0: {}", "3: {}", "2: { (1, -7) }")},
      {"flatMapValues",
       [](const In& in) { return TextsOf(in.pairs.flatMapValues([](int64_t n) { return Values{n, n}; })); },
       EachBatch("0: {}", "3: {}", "2: { (1, 7), (1, 7) }")},
      {"partitionBy", [](const In& in) { return TextsOf(in.pairs.partitionBy(HashPartitioner(4))); },
       EachBatch("4: {}", "4: {}", "4: { (1, 7) }")},
      {"groupByKey", [](const In& in) { return TextsOf(in.pairs.groupByKey()); },
       EachBatch("2: {}", "2: {}", "2: { (1, { 7 }) }")},
      {"reduceByKey", [](const In& in) { return TextsOf(in.pairs.reduceByKey(kAdd)); },
       EachBatch("2: {}", "2: {}", "2: { (1, 7) }")},
      {"combineByKey", [](const In& in) { return TextsOf(in.pairs.combineByKey(kSelf, kAdd, kAdd)); },
       EachBatch("2: {}", "2: {}", "2: { (1, 7) }")},

      {"cogroup", [](const In& in) { return TextsOf(in.pairs.cogroup(in.others)); },
       EachBatch("2: {}", "2: {}", "2: { (1, ({ 7 }, { 5 })) }")},
      {"join", [](const In& in) { return TextsOf(in.pairs.join(in.others)); },
       EachBatch("2: {}", "2: {}", "2: { (1, (7, 5)) }")},
      {"leftOuterJoin", [](const In& in) { return TextsOf(in.pairs.leftOuterJoin(in.others)); },
       EachBatch("2: {}", "2: {}", "2: { (1, (7, (5))) }")},
      {"rightOuterJoin", [](const In& in) { return TextsOf(in.pairs.rightOuterJoin(in.others)); },
       EachBatch("2: {}", "2: {}", "2: { (1, ((7), 5)) }")},
      {"fullOuterJoin", [](const In& in) { return TextsOf(in.pairs.fullOuterJoin(in.others)); },
       EachBatch("2: {}", "2: {}", "2: { (1, ((7), (5))) }")},
  };
}

}  // namespace sluice
