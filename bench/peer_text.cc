#include "bench/peer_text.h"

#include <algorithm>
#include <functional>

namespace sluice {
namespace {

constexpr int kVocabulary = 100'000;
constexpr size_t kTextBytes = 99;  // A newline follows.
constexpr int kGuideSize = 1 << 20;

std::string MakeWord(int rank) {
  uint64_t bits = (static_cast<uint64_t>(rank) + 1) * 0x9E3779B97F4A7C15u;
  uint64_t letters = 3 + (bits >> 60) % 8;
  std::string word;
  while (word.size() < letters) {
    word += static_cast<char>('a' + bits % 26);
    bits = bits / 26 + (bits << 40);
  }
  return word;
}

}  // namespace

PeerText::PeerText() {
  double sum = 0;
  for (int rank = 0; rank < kVocabulary; ++rank) {
    std::string word = MakeWord(rank);
    words_.push_back({word, std::hash<std::string_view>()(word)});
    cumulative_.push_back(sum += 1.0 / (rank + 1));
  }
  for (double& value : cumulative_) value /= sum;
  for (int i = 0, at = 0; i < kGuideSize; ++i) {
    while (cumulative_[at] < static_cast<double>(i) / kGuideSize) ++at;
    guide_.push_back(at);
  }
  for (size_t length = 0; length <= kTextBytes; ++length) {
    std::string word(length, 'z');
    padding_by_length_.push_back({word, std::hash<std::string_view>()(word)});
  }
}

PeerText::Word& PeerText::NextWord() {
  state_ ^= state_ << 13;
  state_ ^= state_ >> 7;
  state_ ^= state_ << 17;
  double uniform = static_cast<double>(state_ >> 11) * 0x1p-53;
  size_t rank = guide_[static_cast<size_t>(uniform * kGuideSize)];
  while (cumulative_[rank] < uniform) ++rank;
  return words_[rank];
}

void PeerText::Count(Word& word) {
  ++facts_.words;
  facts_.checksum += word.hash;
  word.used = true;
}

void PeerText::AppendLine(std::string& out) {
  const size_t begin = out.size();
  while (true) {
    Word& word = NextWord();
    size_t size = out.size() - begin;
    if (size + word.text.size() + 1 > kTextBytes) break;
    if (size > 0) out += ' ';
    out += word.text;
    Count(word);
  }
  size_t size = out.size() - begin;
  if (size < kTextBytes - 1) {
    Count(padding_by_length_[kTextBytes - 1 - size]);
    out += ' ';
    out.resize(begin + kTextBytes, 'z');
  }
  out.resize(begin + kTextBytes, ' ');
  facts_.matches += std::string_view(out).substr(begin).find(kGreppedFor) != std::string_view::npos;
  out += '\n';
  ++facts_.lines;
}

TextFacts PeerText::facts() const {
  TextFacts facts = facts_;
  std::vector<std::string_view> used;
  for (const auto* words : {&words_, &padding_by_length_}) {
    for (const Word& word : *words) {
      if (word.used) used.push_back(word.text);
    }
  }
  std::sort(used.begin(), used.end());
  facts.distinct = std::unique(used.begin(), used.end()) - used.begin();
  return facts;
}

}  // namespace sluice
