#include "api/rdd/sample_rdd_functions.h"

#include <algorithm>
#include <random>
#include <set>

namespace sluice::internal {

uint64_t RandomSeed() { return std::random_device()(); }

std::vector<int64_t> RandomPlaces(bool with_replacement, int64_t num, int64_t total, uint64_t seed) {
  std::mt19937_64 random(seed);
  auto below = [&](int64_t end) { return std::uniform_int_distribution<int64_t>(0, end - 1)(random); };
  std::vector<int64_t> places;
  if (total == 0) return places;
  std::set<int64_t> taken;
  if (!with_replacement) num = std::min(num, total);
  for (int64_t i = 0; i < num; ++i) {
    // Floyd's: of the first total - num + i + 1 numbers, each is as likely as any other.
    int64_t last = total - num + i;
    int64_t place = with_replacement ? below(total) : below(last + 1);
    if (!with_replacement && !taken.insert(place).second) taken.insert(place = last);
    places.push_back(place);
  }
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace sluice::internal
