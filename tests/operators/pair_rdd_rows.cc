// RDDs of pairs on their own.
#include <functional>
#include <string>
#include <vector>

#include "tests/operators/rdd_rows.h"

namespace sluice {
namespace {

using In = RddInputs;
using Values = std::vector<int64_t>;

constexpr int64_t kTimeout = 60'000;
const std::plus<> kAdd;
const auto kSelf = [](int64_t n) { return n; };

}  // namespace

std::vector<RddRow> PairRddRows() {
  return {
      {"partitioner", [](const In& in) { return Text(in.pairs.partitioner().has_value()); }, "false", "false", "false"},
      {"partitionBy", [](const In& in) { return Text(in.pairs.partitionBy(HashPartitioner(4))); },  //
       "4: {}", "4: {}", "4: { (1, 7) }"},
      {"keys", [](const In& in) { return Text(in.pairs.keys()); }, "0: {}", "3: {}", "2: { 1 }"},
      {"values", [](const In& in) { return Text(in.pairs.values()); }, "0: {}", "3: {}", "2: { 7 }"},
      {"mapValues", [](const In& in) { return Text(in.pairs.mapValues([](int64_t n) { return -n; })); },  //
       "0: {}", "3: {}", "2: { (1, -7) }"},
      {"flatMapValues",
       [](const In& in) { return Text(in.pairs.flatMapValues([](int64_t n) { return Values{n, n}; })); }, "0: {}",
       "3: {}", "2: { (1, 7), (1, 7) }"},
      {"lookup", [](const In& in) { return Text(in.pairs.lookup(1)); }, "{}", "{}", "{ 7 }"},
      {"reduceByKeyLocally", [](const In& in) { return Text(in.pairs.reduceByKeyLocally(kAdd)); },  //
       "{}", "{}", "{ (1, 7) }"},
      {"countByKey", [](const In& in) { return Text(in.pairs.countByKey()); }, "{}", "{}", "{ (1, 1) }"},
      {"collectAsMap", [](const In& in) { return Text(in.pairs.collectAsMap()); }, "{}", "{}", "{ (1, 7) }"},

      {"groupByKey", [](const In& in) { return Text(in.pairs.groupByKey()); },  //
       "2: {}", "2: {}", "2: { (1, { 7 }) }"},
      {"reduceByKey", [](const In& in) { return Text(in.pairs.reduceByKey(kAdd)); },  //
       "2: {}", "2: {}", "2: { (1, 7) }"},
      {"reduceByKey", [](const In& in) { return Text(in.pairs.reduceByKey(HashPartitioner(4), kAdd)); },  //
       "4: {}", "4: {}", "4: { (1, 7) }"},
      {"combineByKey", [](const In& in) { return Text(in.pairs.combineByKey(kSelf, kAdd, kAdd)); },  //
       "2: {}", "2: {}", "2: { (1, 7) }"},
      {"aggregateByKey", [](const In& in) { return Text(in.pairs.aggregateByKey(int64_t{1}, kAdd, kAdd)); },  //
       "2: {}", "2: {}", "2: { (1, 8) }"},
      {"aggregateByKey", [](const In& in) { return Text(in.pairs.aggregateByKey(int64_t{1}, 4, kAdd, kAdd)); },  //
       "4: {}", "4: {}", "4: { (1, 8) }"},
      {"foldByKey", [](const In& in) { return Text(in.pairs.foldByKey(1, kAdd)); },  //
       "2: {}", "2: {}", "2: { (1, 8) }"},
      {"foldByKey", [](const In& in) { return Text(in.pairs.foldByKey(1, 4, kAdd)); },  //
       "4: {}", "4: {}", "4: { (1, 8) }"},

      {"sortByKey", [](const In& in) { return Text(in.pairs.sortByKey()); },  //
       "1: {}", "1: {}", "2: { (1, 7) }"},
      {"sortByKey", [](const In& in) { return Text(in.pairs.sortByKey(false, 4)); },  //
       "1: {}", "1: {}", "2: { (1, 7) }"},
      {"filterByRange", [](const In& in) { return Text(in.pairs.filterByRange(0, 9)); },  //
       "0: {}", "3: {}", "2: { (1, 7) }"},
      {"repartitionAndSortWithinPartitions",
       [](const In& in) { return Text(in.pairs.repartitionAndSortWithinPartitions(HashPartitioner(4))); },  //
       "4: {}", "4: {}", "4: { (1, 7) }"},

      {"sampleByKey", [](const In& in) { return Text(in.pairs.sampleByKey(false, {{1, 1.0}}, 1)); },  //
       "0: {}", "3: {}", "2: { (1, 7) }"},
      {"sampleByKeyExact", [](const In& in) { return Text(in.pairs.sampleByKeyExact(false, {{1, 1.0}}, 1)); },  //
       "0: {}", "3: {}", "2: { (1, 7) }"},
      {"countApproxDistinctByKey", [](const In& in) { return Text(in.pairs.countApproxDistinctByKey()); },  //
       "2: {}", "2: {}", "2: { (1, 1) }"},
      {"countByKeyApprox", [](const In& in) { return Text(in.pairs.countByKeyApprox(kTimeout).getFinalValue()); }, "{}",
       "{}", "{ (1, [1.000, 1.000]) }"},

      {"saveAsHadoopFile",
       [](const In& in) {
         in.pairs.saveAsHadoopFile<TextOutputFormat>(in.folder);
         return SavedIn(in.folder);
       },
       "_SUCCESS", "_SUCCESS part-00000 part-00001 part-00002", "_SUCCESS part-00000 part-00001=1\t7\n"},
      {"saveAsNewAPIHadoopFile",
       [](const In& in) {
         in.pairs.saveAsNewAPIHadoopFile<TextOutputFormat>(in.folder);
         return SavedIn(in.folder);
       },
       "_SUCCESS", "_SUCCESS part-r-00000 part-r-00001 part-r-00002", "_SUCCESS part-r-00000 part-r-00001=1\t7\n"},
  };
}

}  // namespace sluice
