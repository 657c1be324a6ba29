#include "engine/rows/hyper_log_log.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace sluice {
namespace {

constexpr int kRankBits = 6;  // A rank is at most 61.
constexpr uint32_t kRankMask = (1 << kRankBits) - 1;

double Sigma(double x) {
  if (x == 1) return std::numeric_limits<double>::infinity();
  double y = 1, z = x, before;
  do {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  } while (z != before);
  return z;
}

double Tau(double x) {
  if (x == 0 || x == 1) return 0;
  double y = 1, z = 1 - x, before;
  do {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  } while (z != before);
  return z / 3;
}

}  // namespace

HyperLogLog HyperLogLog::WithError(double relative_sd) {
  const double wanted = std::ceil(2 * std::log2(1.054 / relative_sd));
  return {.precision = static_cast<int32_t>(std::clamp<double>(wanted, kPrecisionMin, kPrecisionMax))};
}

void HyperLogLog::Add(uint64_t hash) {
  const uint64_t rest = hash << precision | uint64_t{1} << (precision - 1);  // Ends the count of zeros.
  Raise(static_cast<uint32_t>(hash >> (64 - precision)), static_cast<uint8_t>(std::countl_zero(rest) + 1));
}

void HyperLogLog::Raise(uint32_t index, uint8_t rank) {
  if (registers.empty()) {
    auto at = std::lower_bound(few.begin(), few.end(), index << kRankBits);
    if (at != few.end() && *at >> kRankBits == index) {
      *at = std::max(*at, index << kRankBits | rank);
      return;
    }
    if (few.size() < (size_t{1} << precision) / 16) {
      few.insert(at, index << kRankBits | rank);
      return;
    }
    Spread();
  }
  if (index >= registers.size()) return;
  char& held = registers[index];
  held = static_cast<char>(std::max<uint8_t>(static_cast<uint8_t>(held), rank));
}

void HyperLogLog::Spread() {
  registers.assign(size_t{1} << precision, 0);
  for (uint32_t entry : few) {
    if (entry >> kRankBits < registers.size()) registers[entry >> kRankBits] = static_cast<char>(entry & kRankMask);
  }
  std::vector<uint32_t>().swap(few);
}

void HyperLogLog::Merge(const HyperLogLog& other) {
  if (other.precision != precision) return;
  for (uint32_t entry : other.few) Raise(entry >> kRankBits, static_cast<uint8_t>(entry & kRankMask));
  if (other.registers.empty()) return;
  if (registers.empty()) Spread();
  const size_t size = std::min(registers.size(), other.registers.size());
  for (size_t i = 0; i < size; ++i) registers[i] = std::max(registers[i], other.registers[i]);
}

int64_t HyperLogLog::Estimate() const {
  const int rank_max = 64 - precision + 1;
  std::vector<double> registers_by_rank(rank_max + 1);
  auto count = [&](uint32_t rank) { ++registers_by_rank[std::min<uint32_t>(rank, rank_max)]; };
  for (char rank : registers) count(static_cast<uint8_t>(rank));
  for (uint32_t entry : few) count(entry & kRankMask);
  const double size = std::ldexp(1, precision);
  if (registers.empty()) registers_by_rank[0] = size - static_cast<double>(few.size());
  double z = size * Tau(1 - registers_by_rank[rank_max] / size);
  for (int rank = rank_max - 1; rank >= 1; --rank) z = 0.5 * (z + registers_by_rank[rank]);
  z += size * Sigma(registers_by_rank[0] / size);
  return std::llround(size * size / (2 * std::log(2.0)) / z);
}

}  // namespace sluice
