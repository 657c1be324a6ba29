// RDDs out of RDDs of any rows.
#include <functional>
#include <string>
#include <vector>

#include "tests/operators/rdd_rows.h"

namespace sluice {
namespace {

using Numbers = Partition<int64_t>;
using Sizes = std::vector<int64_t>;

// Functions of partitions: how many rows they have.
const auto kSize = [](const Numbers& rows) { return Sizes{static_cast<int64_t>(rows.size())}; };
const auto kSizeWithIndex = [](int index, const Numbers& rows) {
  return Sizes{10 * index + static_cast<int64_t>(rows.size())};
};
const auto kSizeOfTwo = [](const Numbers& a, const Numbers& b) {
  return Sizes{static_cast<int64_t>(a.size() + b.size())};
};
const auto kSizeOfThree = [](const Numbers& a, const Numbers& b, const Numbers& c) {
  return Sizes{static_cast<int64_t>(a.size() + b.size() + c.size())};
};
const auto kSizeOfFour = [](const Numbers& a, const Numbers& b, const Numbers& c, const Numbers& d) {
  return Sizes{static_cast<int64_t>(a.size() + b.size() + c.size() + d.size())};
};
const auto kSelf = [](int64_t n) { return n; };
const auto kFromText = [](std::string_view text) { return std::stoll(std::string(text)); };

using In = RddInputs;

}  // namespace

std::vector<RddRow> TransformationRows() {
  return {
      {"map", [](const In& in) { return Text(in.numbers.map([](int64_t n) { return n + 1; })); },  //
       "0: {}", "3: {}", "2: { 8 }"},
      {"flatMap", [](const In& in) { return Text(in.numbers.flatMap([](int64_t n) { return Sizes{n, n}; })); },  //
       "0: {}", "3: {}", "2: { 7, 7 }"},
      {"filter", [](const In& in) { return Text(in.numbers.filter([](int64_t n) { return n > 0; })); },  //
       "0: {}", "3: {}", "2: { 7 }"},
      {"mapPartitions", [](const In& in) { return Text(in.numbers.mapPartitions(kSize)); },  //
       "0: {}", "3: { 0, 0, 0 }", "2: { 0, 1 }"},
      {"mapPartitions", [](const In& in) { return Text(in.numbers.mapPartitions(kSize, true)); },  //
       "0: {}", "3: { 0, 0, 0 }", "2: { 0, 1 }"},
      {"mapPartitionsWithIndex", [](const In& in) { return Text(in.numbers.mapPartitionsWithIndex(kSizeWithIndex)); },
       "0: {}", "3: { 0, 10, 20 }", "2: { 0, 11 }"},
      {"mapPartitionsWithIndex",
       [](const In& in) { return Text(in.numbers.mapPartitionsWithIndex(kSizeWithIndex, true)); },  //
       "0: {}", "3: { 0, 10, 20 }", "2: { 0, 11 }"},
      {"glom", [](const In& in) { return Text(in.numbers.glom()); },  //
       "0: {}", "3: { {}, {}, {} }", "2: { {}, { 7 } }"},
      {"union_", [](const In& in) { return Text(in.numbers.union_(in.numbers)); },  //
       "0: {}", "6: {}", "4: { 7, 7 }"},
      {"reduceToOne", [](const In& in) { return Text(in.numbers.reduceToOne(std::plus<>(), 0)); },  //
       "1: { 0 }", "1: { 0 }", "1: { 7 }"},
      {"keyBy", [](const In& in) { return Text(in.numbers.keyBy(kSelf)); },  //
       "0: {}", "3: {}", "2: { (7, 7) }"},
      {"groupBy", [](const In& in) { return Text(in.numbers.groupBy(kSelf)); },  //
       "2: {}", "2: {}", "2: { (7, { 7 }) }"},
      {"zipWithIndex", [](const In& in) { return Text(in.numbers.zipWithIndex()); },  //
       "0: {}", "3: {}", "2: { (7, 0) }"},
      {"zipWithUniqueId", [](const In& in) { return Text(in.numbers.zipWithUniqueId()); },  //
       "0: {}", "3: {}", "2: { (7, 1) }"},
      {"zip", [](const In& in) { return Text(in.numbers.zip(in.numbers)); },  //
       "0: {}", "3: {}", "2: { (7, 7) }"},
      {"zipPartitions", [](const In& in) { return Text(in.numbers.zipPartitions(in.numbers, kSizeOfTwo)); },  //
       "0: {}", "3: { 0, 0, 0 }", "2: { 0, 2 }"},
      {"zipPartitions", [](const In& in) { return Text(in.numbers.zipPartitions(in.numbers, true, kSizeOfTwo)); },  //
       "0: {}", "3: { 0, 0, 0 }", "2: { 0, 2 }"},
      {"zipPartitions",
       [](const In& in) { return Text(in.numbers.zipPartitions(in.numbers, in.numbers, kSizeOfThree)); },  //
       "0: {}", "3: { 0, 0, 0 }", "2: { 0, 3 }"},
      {"zipPartitions",
       [](const In& in) { return Text(in.numbers.zipPartitions(in.numbers, in.numbers, in.numbers, kSizeOfFour)); },
       "0: {}", "3: { 0, 0, 0 }", "2: { 0, 4 }"},

      {"sample", [](const In& in) { return Text(in.numbers.sample(false, 1.0, 1)); },  //
       "0: {}", "3: {}", "2: { 7 }"},
      {"randomSplit",
       [](const In& in) {
         std::vector<RDD<int64_t>> parts = in.numbers.randomSplit({1, 1}, 1);
         return Text(parts.at(0).union_(parts.at(1)));
       },
       "0: {}", "6: {}", "4: { 7 }"},
      {"pipe", [](const In& in) { return Text(in.numbers.pipe("wc -l").map(kFromText)); },  //
       "0: {}", "3: { 0, 0, 0 }", "2: { 0, 1 }"},
      {"pipe", [](const In& in) { return Text(in.numbers.pipe(std::vector<std::string>{"cat"}).map(kFromText)); },  //
       "0: {}", "3: {}", "2: { 7 }"},
  };
}

}  // namespace sluice
