#include "api/rdd/rdd.h"

namespace sluice {

class Color {
 public:
  explicit Color(int number) : number_(number) {}
  bool operator==(const Color&) const = default;

 private:
  int number_;
};

void Group(const RDD<int64_t>& numbers) {
  numbers.map([](int64_t n) { return std::pair(Color(static_cast<int>(n)), n); }).groupByKey();
}

}  // namespace sluice
