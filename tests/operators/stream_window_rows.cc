// Windows: over batches that have nothing, and over the one that has a row.
#include <functional>
#include <vector>

#include "tests/operators/stream_rows.h"

namespace sluice {
namespace {

using In = StreamInputs;

const std::plus<> kAdd;
const std::minus<> kSubtract;
const auto kIsNotZero = [](const Pair& pair) { return pair.second != 0; };

}  // namespace

std::vector<StreamRow> StreamWindowRows() {
  return {
      {"window",
       [](const In& in) { return TextsOf(in.numbers.window(in.slides(2))); },
       {"0: {}", "3: {}", "5: { 7 }", "2: { 7 }", "3: {}"}},
      {"window",
       [](const In& in) { return TextsOf(in.numbers.window(in.slides(2), in.slides(2))); },
       {"3: {}", "2: { 7 }"}},
      {"reduceByWindow",
       [](const In& in) { return TextsOf(in.numbers.reduceByWindow(kAdd, in.slides(2), in.slides(1))); },
       {"1: {}", "1: {}", "1: { 7 }", "1: { 7 }", "1: {}"}},
      {"reduceByWindow",
       [](const In& in) { return TextsOf(in.numbers.reduceByWindow(kAdd, kSubtract, in.slides(2), in.slides(1))); },
       {"1: {}", "1: {}", "1: { 7 }", "1: { 7 }", "1: { 0 }"}},
      {"countByWindow",
       [](const In& in) { return TextsOf(in.numbers.countByWindow(in.slides(2), in.slides(1))); },
       {"1: {}", "1: {}", "1: { 1 }", "1: { 1 }", "1: { 0 }"}},
      {"countByValueAndWindow",
       [](const In& in) { return TextsOf(in.numbers.countByValueAndWindow(in.slides(2), in.slides(1))); },
       {"2: {}", "2: {}", "2: { (7, 1) }", "2: { (7, 1) }", "2: {}"}},

      {"groupByKeyAndWindow",
       [](const In& in) { return TextsOf(in.pairs.groupByKeyAndWindow(in.slides(2))); },
       {"2: {}", "2: {}", "2: { (1, { 7 }) }", "2: { (1, { 7 }) }", "2: {}"}},
      {"groupByKeyAndWindow",
       [](const In& in) { return TextsOf(in.pairs.groupByKeyAndWindow(in.slides(2), in.slides(2), 4)); },
       {"4: {}", "4: { (1, { 7 }) }"}},
      {"reduceByKeyAndWindow",
       [](const In& in) { return TextsOf(in.pairs.reduceByKeyAndWindow(kAdd, in.slides(2))); },
       {"2: {}", "2: {}", "2: { (1, 7) }", "2: { (1, 7) }", "2: {}"}},
      {"reduceByKeyAndWindow",
       [](const In& in) { return TextsOf(in.pairs.reduceByKeyAndWindow(kAdd, in.slides(2), in.slides(2), 4)); },
       {"4: {}", "4: { (1, 7) }"}},
      {"reduceByKeyAndWindow",
       [](const In& in) { return TextsOf(in.pairs.reduceByKeyAndWindow(kAdd, kSubtract, in.slides(2))); },
       {"2: {}", "2: {}", "2: { (1, 7) }", "2: { (1, 7) }", "2: { (1, 0) }"}},
      {"reduceByKeyAndWindow",
       [](const In& in) {
         return TextsOf(in.pairs.reduceByKeyAndWindow(kAdd, kSubtract, in.slides(2), in.slides(1), 4, kIsNotZero));
       },
       {"4: {}", "4: {}", "4: { (1, 7) }", "4: { (1, 7) }", "4: {}"}},
  };
}

}  // namespace sluice
