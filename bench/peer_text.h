#ifndef SLUICE_BENCH_PEER_TEXT_H_
#define SLUICE_BENCH_PEER_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// What there is to know of a text to check answers about it.
struct TextFacts {
  int64_t lines = 0;
  int64_t words = 0;
  int64_t distinct = 0;
  int64_t matches = 0;    // Lines with kGreppedFor in them.
  uint64_t checksum = 0;  // Every word adds its std::hash.
};
inline constexpr std::string_view kGreppedFor = "rare";

// The text that the peers were measured with, byte for byte: lines of 100 bytes, about 15 Zipf-distributed words each
// of a vocabulary of 100,000, every 70th of them filled up with a word of 'z'.
class PeerText {
 public:
  PeerText();
  void AppendLine(std::string& out);
  TextFacts facts() const;

 private:
  struct Word {
    std::string text;
    uint64_t hash = 0;
    bool used = false;
  };
  Word& NextWord();
  void Pad(std::string& line);
  void Count(Word& word);

  uint64_t state_ = 88172645463325252u;
  std::vector<Word> words_;
  std::vector<Word> padding_by_length_;
  std::vector<double> cumulative_;
  std::vector<uint32_t> guide_;  // Where to begin looking in cumulative_, by the first bits of a number.
  TextFacts facts_;
};

}  // namespace sluice

#endif  // SLUICE_BENCH_PEER_TEXT_H_
