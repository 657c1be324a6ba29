#ifndef SLUICE_ENGINE_ROWS_RANDOM_NUMBERS_H_
#define SLUICE_ENGINE_ROWS_RANDOM_NUMBERS_H_

#include <cstdint>
#include <memory>

namespace sluice {

// The numbers of std::mt19937_64, made some at a time in a place that has <random>: programs need not compile that.
// Serves as a generator of the standard library. Not thread-safe.
class RandomNumbers {
 public:
  using result_type = uint64_t;
  explicit RandomNumbers(uint64_t seed);
  ~RandomNumbers();

  static constexpr uint64_t min() { return 0; }
  static constexpr uint64_t max() { return ~uint64_t{0}; }
  uint64_t operator()() {
    if (next_ == kMadeAtOnce) Make();
    return made_[next_++];
  }
  // As std::poisson_distribution has it.
  int64_t Poisson(double mean);

 private:
  static constexpr int kMadeAtOnce = 64;
  struct Generator;
  void Make();

  const std::unique_ptr<Generator> generator_;
  int next_ = kMadeAtOnce;
  uint64_t made_[kMadeAtOnce];
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_RANDOM_NUMBERS_H_
