#include "api/rdd/rdd.h"

namespace sluice {

struct Flags {
  uint32_t kind : 3;
  uint32_t rest : 29;
  int64_t number;
};
struct OneFlag {
  bool is_set : 1 = false;
};

struct Rank {
  int64_t rank : 40 = 0;
  bool operator<(const Rank& other) const { return rank < other.rank; }
};

void Collect(const RDD<int64_t>& numbers) {
  numbers.map([](int64_t n) { return Flags{1, 2, n}; }).collect();
  numbers.map([](int64_t) { return OneFlag(); }).distinct();
  numbers.sortBy([](int64_t) { return Rank(); });
}

// Nobody sends them.
int64_t Count(const RDD<int64_t>& numbers) {
  return numbers.map([](int64_t n) { return Flags{1, 2, n}; })
      .filter([](const Flags& f) { return f.kind == 1; })
      .count();
}

}  // namespace sluice
