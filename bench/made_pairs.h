#ifndef SLUICE_BENCH_MADE_PAIRS_H_
#define SLUICE_BENCH_MADE_PAIRS_H_

#include <cstdint>
#include <ranges>
#include <utility>
#include <vector>

namespace sluice {

using MadePair = std::pair<int64_t, int64_t>;

// The records of batches number 0 and on: pairs (key, 1) with random keys below `keys`, made in the tasks. What is in
// a batch follows from its number, so answers can be computed beside.
struct MadePairs {
  int64_t records = 0;
  int64_t keys = 0;
  int32_t partitions = 0;

  struct Part {
    uint64_t seed;
    int64_t records;
  };
  Part PartOf(int64_t batch, int32_t partition) const {
    int64_t begin = records * partition / partitions, end = records * (partition + 1) / partitions;
    return {static_cast<uint64_t>(batch * records + begin), end - begin};
  }
  // splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
  static uint64_t Mix(uint64_t x) {
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  }
  int64_t KeyOf(uint64_t record) const {
    return static_cast<int64_t>((Mix(record) >> 32) * static_cast<uint64_t>(keys) >> 32);
  }
  auto operator()(Part part) const {
    return std::views::iota(part.seed, part.seed + part.records) |
           std::views::transform([made = *this](uint64_t record) { return MadePair(made.KeyOf(record), 1); });
  }
};

// Sums up rows so that one that is wrong, missing or there twice shows.
inline uint64_t Checksum(int64_t key, int64_t value) {
  return MadePairs::Mix(static_cast<uint64_t>(key)) * static_cast<uint64_t>(value);
}

// What batches have to give, computed with an array.
class ExpectedSums {
 public:
  ExpectedSums(const MadePairs& made, int64_t count_of_each) : made_(made), counts_(made.keys, count_of_each) {}

  // Of all (key, count) after batches (batch - window, batch], to be asked batch after batch.
  uint64_t OfWindow(int64_t batch, int64_t window) {
    batches_.push_back(0);
    Each(batch, [&](int64_t key) { batches_.back() += Checksum(key, 1); });
    const int64_t leaving = static_cast<int64_t>(batches_.size()) - 1 - window;
    return sum_ += batches_.back() - (leaving >= 0 ? batches_[leaving] : 0);
  }
  // Of (key, count so far) for each record of a batch, to be asked batch after batch.
  uint64_t OfRunningCounts(int64_t batch) {
    uint64_t sum = 0;
    Each(batch, [&](int64_t key) { sum += Checksum(key, ++counts_[key]); });
    return sum;
  }

 private:
  template <class Visit>
  void Each(int64_t batch, Visit visit) const {
    uint64_t first = static_cast<uint64_t>(batch * made_.records);
    for (int64_t i = 0; i < made_.records; ++i) visit(made_.KeyOf(first + i));
  }

  const MadePairs made_;
  std::vector<int64_t> counts_;
  std::vector<uint64_t> batches_;
  uint64_t sum_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_BENCH_MADE_PAIRS_H_
