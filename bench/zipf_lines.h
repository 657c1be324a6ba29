#ifndef SLUICE_BENCH_ZIPF_LINES_H_
#define SLUICE_BENCH_ZIPF_LINES_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

// Lines of exactly 100 bytes with the newline: words of 3 to 10 letters, Zipf-distributed over a vocabulary of 100,000,
// padded with spaces. The same seed gives the same lines on every machine.
class ZipfLines {
 public:
  explicit ZipfLines(uint64_t seed);
  void AppendLine(std::string& out);

 private:
  uint64_t Random();
  const std::string& NextWord();

  uint64_t state_;
  std::vector<std::string> words_;
  std::vector<double> cumulative_;  // Probability of the words up to this one.
};

// `count` lines in one string.
std::string MakeZipfLines(int64_t count, uint64_t seed);

}  // namespace sluice

#endif  // SLUICE_BENCH_ZIPF_LINES_H_
