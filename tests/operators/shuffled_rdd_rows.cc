// RDDs whose rows are spread anew.
#include <string>
#include <vector>

#include "tests/operators/rdd_rows.h"

namespace sluice {
namespace {

using In = RddInputs;

const auto kSelf = [](int64_t n) { return n; };
const auto kIsNegative = [](int64_t n) { return n < 0; };

}  // namespace

std::vector<RddRow> ShuffledRddRows() {
  return {
      {"repartition", [](const In& in) { return Text(in.numbers.repartition(4)); },  //
       "4: {}", "4: {}", "4: { 7 }"},
      {"coalesce", [](const In& in) { return Text(in.numbers.coalesce(1)); },  //
       "0: {}", "1: {}", "1: { 7 }"},
      {"distinct", [](const In& in) { return Text(in.numbers.distinct()); },  //
       "0: {}", "3: {}", "2: { 7 }"},
      {"distinct", [](const In& in) { return Text(in.numbers.distinct(4)); },  //
       "4: {}", "4: {}", "4: { 7 }"},
      {"subtract", [](const In& in) { return Text(in.numbers.subtract(in.numbers.filter(kIsNegative))); },  //
       "0: {}", "3: {}", "2: { 7 }"},
      {"subtract", [](const In& in) { return Text(in.numbers.subtract(in.numbers.filter(kIsNegative), 4)); },  //
       "4: {}", "4: {}", "4: { 7 }"},
      {"intersection", [](const In& in) { return Text(in.numbers.intersection(in.numbers).collect()); },  //
       "{}", "{}", "{ 7 }"},
      {"intersection", [](const In& in) { return Text(in.numbers.intersection(in.numbers, 4)); },  //
       "4: {}", "4: {}", "4: { 7 }"},
      {"sortBy", [](const In& in) { return Text(in.numbers.sortBy(kSelf)); },  //
       "1: {}", "1: {}", "2: { 7 }"},
      {"sortBy", [](const In& in) { return Text(in.numbers.sortBy(kSelf, false, 4)); },  //
       "1: {}", "1: {}", "2: { 7 }"},
      {"cartesian", [](const In& in) { return Text(in.numbers.cartesian(in.numbers)); },  //
       "0: {}", "9: {}", "4: { (7, 7) }"},
  };
}

}  // namespace sluice
