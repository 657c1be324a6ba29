#include "api/rdd/sample_rdd_functions.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "absl/strings/str_join.h"
#include "api/core/error.h"
#include "common/base/str_cat.h"
#include "engine/rows/number_text.h"

namespace sluice::internal {
namespace {

void CheckWeights(const std::vector<double>& weights, double sum) {
  auto show = [](std::string* text, double weight) { AppendFloat(weight, *text); };
  std::string given = StrCat("[", absl::StrJoin(weights, ",", show), "]");
  auto require = [](bool holds, const std::string& rule) {
    if (!holds) throw Error(absl::InvalidArgumentError("requirement failed: " + rule));
  };
  require(std::all_of(weights.begin(), weights.end(), [](double weight) { return weight >= 0; }),
          StrCat("Weights must be nonnegative, but got ", given));
  require(sum > 0, StrCat("Sum of weights must be positive, but got ", given));
}

}  // namespace

std::vector<Share> SharesOf(const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  CheckWeights(weights, sum);
  std::vector<Share> shares;
  double from = 0, before = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    before += weights[i];
    const double to = i + 1 == weights.size() ? 1 : before / sum;
    shares.push_back({from, to});
    from = to;
  }
  return shares;
}

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
