#ifndef SLUICE_ENGINE_ROWS_HYPER_LOG_LOG_H_
#define SLUICE_ENGINE_ROWS_HYPER_LOG_LOG_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

// About how many different things were added, by their 64-bit hashes: HyperLogLog with 2^precision registers, kept as a
// list while few are set, and the estimator of Ertl (2017), which needs no tables for small numbers. Codable.
struct HyperLogLog {
  static constexpr int kPrecisionMin = 4;
  static constexpr int kPrecisionMax = 24;

  int32_t precision = kPrecisionMin;
  std::vector<uint32_t> few;  // (register, rank in the low bits), in order; while `registers` is empty.
  std::string registers;      // A rank each.

  // Whose estimates are off by that part of the number, as a standard deviation.
  static HyperLogLog WithError(double relative_sd);

  void Add(uint64_t hash);
  // Both have one precision; another one, which damaged bytes may have, is ignored.
  void Merge(const HyperLogLog& other);
  int64_t Estimate() const;

 private:
  void Raise(uint32_t index, uint8_t rank);
  void Spread();
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_HYPER_LOG_LOG_H_
