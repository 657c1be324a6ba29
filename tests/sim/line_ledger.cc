#include "tests/sim/line_ledger.h"

#include <algorithm>
#include <charconv>

#include "common/base/random.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr int kCommonWords = 5;
constexpr int kWordsPerLine = 2;

std::string_view CommonWord(const LineName& name, int which) {
  static constexpr std::string_view kWords[kCommonWords] = {"a", "bb", "ccc", "dddd", "eeeee"};
  return kWords[MixBits((uint64_t(name.source) << 40) + name.number * kWordsPerLine + which) % kCommonWords];
}

bool ParseNumber(std::string_view text, int& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

LineName FirstLine(std::string_view block) {
  LineName name;
  if (!ParseLineName(block.substr(0, block.find(' ')), name)) name.source = -1;
  return name;
}

}  // namespace

std::string LineText(const LineName& name) {
  return StrCat("s", name.source, "n", name.number, " ", CommonWord(name, 0), " ", CommonWord(name, 1));
}

bool ParseLineName(std::string_view word, LineName& name) {
  size_t n = word.find('n');
  return word.size() > 1 && word[0] == 's' && n != word.npos && ParseNumber(word.substr(1, n - 1), name.source) &&
         ParseNumber(word.substr(n + 1), name.number);
}

LineLedger::Line& LineLedger::At(const LineName& name) {
  std::vector<Line>& lines = sources_[name.source];
  if (static_cast<int>(lines.size()) <= name.number) lines.resize(name.number + 1);
  return lines[name.number];
}

void LineLedger::Written(const LineName& name) { At(name).written = true; }

void LineLedger::Read(const LineName& name, ExecutorId reader) { At(name).reader = reader; }

void LineLedger::Stored(std::string_view block, ExecutorId holder) {
  blocks_.push_back({.holders = {holder}});
  while (!block.empty()) {
    At(FirstLine(block)).block = static_cast<int>(blocks_.size()) - 1;
    block.remove_prefix(std::min(block.find('\n'), block.size() - 1) + 1);
  }
}

void LineLedger::Replicated(std::string_view block, ExecutorId holder) {
  const Line& line = At(FirstLine(block));
  if (line.block < 0) return;  // Not an input block.
  blocks_[line.block].holders.insert(holder);
  blocks_[line.block].replicated = true;
}

void LineLedger::Harmed(ExecutorId executor) {
  if (!harmed_.insert(executor).second) return;
  for (Block& block : blocks_) {
    if (!block.exposed && block.holders.count(executor) > 0) block.exposed = AllHarmed(block);
  }
}

void LineLedger::Healed(ExecutorId executor) {
  if (dead_.count(executor) == 0) harmed_.erase(executor);
}

void LineLedger::Died(ExecutorId executor) {
  dead_.insert(executor);
  Harmed(executor);
}

bool LineLedger::AllHarmed(const Block& block) const {
  return std::includes(harmed_.begin(), harmed_.end(), block.holders.begin(), block.holders.end());
}

void LineLedger::Counted(std::string_view word, int64_t count) {
  LineName name;
  if (!ParseLineName(word, name)) {
    common_words_[std::string(word)] += count;
  } else if (sources_.count(name.source) == 0 || name.number >= static_cast<int>(sources_[name.source].size())) {
    strange_words_.emplace_back(word);
  } else {
    At(name).counted += count;
  }
}

bool LineLedger::Excused(const Line& line) const {
  if (line.reader.value() < 0) return true;
  if (line.block < 0) return dead_.count(line.reader) > 0;
  return blocks_[line.block].exposed || AllHarmed(blocks_[line.block]);
}

absl::Status LineLedger::Check(bool graceful) const {
  if (!strange_words_.empty()) return absl::DataLossError(StrCat("counted what nobody sent: ", strange_words_[0]));
  std::map<std::string, int64_t> expected;
  for (const auto& [source, lines] : sources_) {
    for (size_t number = 0; number < lines.size(); ++number) {
      const Line& line = lines[number];
      const LineName name{source, static_cast<int>(number)};
      if (line.counted > 1) return absl::DataLossError(StrCat("counted ", line.counted, " times: ", LineText(name)));
      if (line.counted == 1 && line.block < 0) return absl::DataLossError(StrCat("was in no block: ", LineText(name)));
      if (line.counted == 0 && graceful && !Excused(line)) {
        return absl::DataLossError(StrCat("not counted: ", LineText(name), line.block < 0 ? ", in no block" : "",
                                          ", read by executor ", line.reader.value()));
      }
      for (int i = 0; line.counted > 0 && i < kWordsPerLine; ++i) ++expected[std::string(CommonWord(name, i))];
    }
  }
  if (expected != common_words_) return absl::DataLossError("the common words do not add up to the lines counted");
  return absl::OkStatus();
}

absl::Status LineLedger::CheckNothingMissing() const {
  for (const auto& [source, lines] : sources_) {
    for (size_t number = 0; number < lines.size(); ++number) {
      if (lines[number].counted == 1) continue;
      return absl::DataLossError(StrCat("counted ", lines[number].counted, " times although nothing went wrong: ",
                                        LineText({source, static_cast<int>(number)})));
    }
  }
  return absl::OkStatus();
}

LineLedger::Summary LineLedger::Summarize() const {
  Summary sum;
  for (const auto& [source, lines] : sources_) {
    for (const Line& line : lines) {
      sum.written += line.written;
      sum.read += line.reader.value() >= 0;
      sum.stored += line.block >= 0;
      sum.replicated += line.block >= 0 && blocks_[line.block].replicated;
      sum.counted += line.counted;
      sum.excused += line.reader.value() >= 0 && line.counted == 0 && Excused(line);
    }
  }
  return sum;
}

}  // namespace sluice
