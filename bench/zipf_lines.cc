#include "bench/zipf_lines.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr int kVocabulary = 100'000;
constexpr size_t kLineBytes = 100;

// splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
uint64_t Mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

std::string MakeWord(int rank) {
  uint64_t bits = Mix(static_cast<uint64_t>(rank));
  size_t letters = 3 + bits % 8;
  std::string word;
  for (bits >>= 8; word.size() < letters; bits /= 26) word += static_cast<char>('a' + bits % 26);
  return word;
}

}  // namespace

ZipfLines::ZipfLines(uint64_t seed) : state_(Mix(seed)) {
  double sum = 0;
  for (int rank = 0; rank < kVocabulary; ++rank) {
    words_.push_back(MakeWord(rank));
    cumulative_.push_back(sum += 1.0 / (rank + 1));
  }
  for (double& value : cumulative_) value /= sum;
}

uint64_t ZipfLines::Random() { return Mix(state_++); }

const std::string& ZipfLines::NextWord() {
  double uniform = static_cast<double>(Random() >> 11) * 0x1p-53;
  auto found = std::lower_bound(cumulative_.begin(), cumulative_.end(), uniform);
  return words_[std::min<size_t>(found - cumulative_.begin(), words_.size() - 1)];
}

void ZipfLines::AppendLine(std::string& out) {
  size_t end = out.size() + kLineBytes - 1;
  for (;;) {
    const std::string& word = NextWord();
    if (out.size() + word.size() > end) break;
    out += word;
    if (out.size() < end) out += ' ';
  }
  out.resize(end, ' ');
  out += '\n';
}

std::string MakeZipfLines(int64_t count, uint64_t seed) {
  ZipfLines lines(seed);
  std::string all;
  all.reserve(count * kLineBytes);
  for (int64_t i = 0; i < count; ++i) lines.AppendLine(all);
  return all;
}

}  // namespace sluice
