// Statistics, and what need not be exact.
#include <string>
#include <vector>

#include "api/rdd/stat_counter.h"
#include "common/base/str_cat.h"
#include "tests/operators/rdd_rows.h"

namespace sluice {
namespace {

using In = RddInputs;

constexpr int64_t kTimeout = 60'000;
const std::vector<double> kBuckets = {0, 5, 10};
constexpr char kNoHistogram[] = "error: Histogram on either an empty RDD or RDD containing +/-infinity or NaN";

}  // namespace

std::vector<RddRow> NumberRddRows() {
  return {
      {"stats",
       [](const In& in) {
         const StatCounter stats = in.numbers.stats();
         return StrCat(stats.count(), " from ", stats.min(), " to ", stats.max());
       },
       "0 from inf to -inf", "0 from inf to -inf", "1 from 7 to 7"},
      {"sum", [](const In& in) { return Text(in.numbers.sum()); }, "0", "0", "7"},
      {"mean", [](const In& in) { return Text(in.numbers.mean()); }, "0", "0", "7"},
      {"variance", [](const In& in) { return Text(in.numbers.variance()); }, "nan", "nan", "0"},
      {"stdev", [](const In& in) { return Text(in.numbers.stdev()); }, "nan", "nan", "0"},
      {"popVariance", [](const In& in) { return Text(in.numbers.popVariance()); }, "nan", "nan", "0"},
      {"popStdev", [](const In& in) { return Text(in.numbers.popStdev()); }, "nan", "nan", "0"},
      {"sampleVariance", [](const In& in) { return Text(in.numbers.sampleVariance()); }, "nan", "nan", "nan"},
      {"sampleStdev", [](const In& in) { return Text(in.numbers.sampleStdev()); }, "nan", "nan", "nan"},
      {"histogram", [](const In& in) { return Text(in.numbers.histogram(kBuckets)); }, "{ 0, 0 }", "{ 0, 0 }",
       "{ 0, 1 }"},
      {"histogram", [](const In& in) { return Text(in.numbers.histogram(2)); }, kNoHistogram, kNoHistogram,
       "({ 7, 7 }, { 1 })"},

      {"countApproxDistinct", [](const In& in) { return Text(in.numbers.countApproxDistinct()); }, "0", "0", "1"},
      {"countApprox", [](const In& in) { return Text(in.numbers.countApprox(kTimeout).getFinalValue()); },
       "[0.000, 0.000]", "[0.000, 0.000]", "[1.000, 1.000]"},
      {"countByValueApprox", [](const In& in) { return Text(in.numbers.countByValueApprox(kTimeout).getFinalValue()); },
       "{}", "{}", "{ (7, [1.000, 1.000]) }"},
      {"sumApprox", [](const In& in) { return Text(in.numbers.sumApprox(kTimeout).getFinalValue()); }, "[0.000, 0.000]",
       "[0.000, 0.000]", "[7.000, 7.000]"},
      {"meanApprox", [](const In& in) { return Text(in.numbers.meanApprox(kTimeout).getFinalValue()); },
       "[0.000, 0.000]", "[0.000, 0.000]", "[7.000, 7.000]"},
  };
}

}  // namespace sluice
