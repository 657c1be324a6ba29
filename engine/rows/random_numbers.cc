#include "engine/rows/random_numbers.h"

#include <random>

namespace sluice {

struct RandomNumbers::Generator {
  std::mt19937_64 numbers;
};

RandomNumbers::RandomNumbers(uint64_t seed) : generator_(new Generator{std::mt19937_64(seed)}) {}
RandomNumbers::~RandomNumbers() = default;

void RandomNumbers::Make() {
  for (uint64_t& number : made_) number = generator_->numbers();
  next_ = 0;
}

int64_t RandomNumbers::Poisson(double mean) { return std::poisson_distribution<int64_t>(mean)(*this); }

}  // namespace sluice
