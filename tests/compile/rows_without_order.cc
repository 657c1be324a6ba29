#include <unordered_map>
#include <utility>

#include "api/rdd/rdd.h"

namespace sluice {

template <int kNumber>
struct Counts {
  std::unordered_map<int, int> counts;
};

template <int kNumber>
RDD<Counts<kNumber>> Rows(const RDD<int64_t>& numbers) {
  return numbers.map([](int64_t) { return Counts<kNumber>(); });
}

void Sort(const RDD<int64_t>& numbers) {
  Rows<1>(numbers).max();
  Rows<2>(numbers).top(3);
  Rows<3>(numbers).sortBy([](const Counts<3>& row) { return row; });
}

}  // namespace sluice
