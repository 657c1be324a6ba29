#include "engine/rows/random_numbers.h"

#include <random>

#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(RandomNumbersTest, AreThoseOfTheStandardGenerator) {
  RandomNumbers numbers(7);
  std::mt19937_64 standard(7);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(numbers(), standard()) << i;
}

TEST(RandomNumbersTest, DistributionsTakeThemInOrder) {
  RandomNumbers numbers(7);
  std::mt19937_64 standard(7);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(numbers.Poisson(0.1 * i + 0.1), std::poisson_distribution<int64_t>(0.1 * i + 0.1)(standard)) << i;
    ASSERT_EQ(numbers(), standard()) << i;
  }
}

}  // namespace
}  // namespace sluice
