#include <string>

#include "api/rdd/rdd.h"

namespace sluice {

struct Named {
  char name[16];
  int64_t number;
};
struct Lines {
  std::string lines[2];
};
struct Base {
  int64_t number;
};
struct Derived : Base {
  int64_t more;
};

void Collect(const RDD<int64_t>& numbers) {
  numbers.map([](int64_t n) { return Named{"", n}; }).collect();
  numbers.map([](int64_t) { return Lines(); }).persist();
  numbers.map([](int64_t n) { return Derived{{n}, n}; }).distinct();
}

}  // namespace sluice
