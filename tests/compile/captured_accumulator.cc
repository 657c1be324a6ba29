#include "api/rdd/rdd.h"
#include "api/shared/accumulator.h"

namespace sluice {

void Sum(Application& app, const RDD<int64_t>& numbers) {
  LongAccumulator sum = longAccumulator(app);
  numbers.foreach ([sum](int64_t n) { sum.add(n); });
}

}  // namespace sluice
