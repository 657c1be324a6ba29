#include "tests/sim/line_ledger.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "common/base/random.h"
#include "common/base/status.h"

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

void ForEachLine(std::string_view block, const std::function<void(const LineName&)>& visit) {
  while (!block.empty()) {
    visit(FirstLine(block));
    block.remove_prefix(std::min(block.find('\n'), block.size() - 1) + 1);
  }
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
  blocks_.push_back({.holders = {holder}, .exposed = left_behind_.count(holder) > 0});
  ForEachLine(block, [this](const LineName& name) { At(name).block = static_cast<int>(blocks_.size()) - 1; });
}

void LineLedger::Replicated(std::string_view block, ExecutorId holder) {
  const Line& line = At(FirstLine(block));
  if (line.block < 0) return;  // Not an input block.
  blocks_[line.block].holders.insert(holder);
  blocks_[line.block].replicated = true;
}

void LineLedger::Stopping() {
  stopping_ = true;
  left_behind_ = harmed_;
  for (Block& block : blocks_) block.exposed |= AllHarmed(block);
}

// Not once the application stops: nobody looks for it then.
void LineLedger::Acknowledged(std::string_view text) {
  if (can_be_read_again_ && !stopping_) {
    ForEachLine(text, [this](const LineName& name) { At(name).acknowledged = true; });
  }
  const Line& line = At(FirstLine(text));
  if (!keeps_acknowledged_ || stopping_ || line.block < 0) return;
  blocks_[line.block].kept = true;
  blocks_[line.block].exposed = false;
}

void LineLedger::Damaged(std::string_view log) {
  LineName name;
  for (size_t at = log.find('s'); at != log.npos; at = log.find('s', at + 1)) {
    const std::string_view word = log.substr(at, log.find(' ', at) - at);
    if (!ParseLineName(word, name) || sources_.count(name.source) == 0 || At(name).block < 0) continue;
    At(name).damaged = any_damaged_ = true;
    Block& block = blocks_[At(name).block];
    block.kept = false;
    block.exposed |= AllHarmed(block);
  }
}

void LineLedger::Harmed(ExecutorId executor) {
  if (left_.count(executor) > 0) return;
  if (stopping_) left_behind_.insert(executor);
  if (!harmed_.insert(executor).second) return;
  for (Block& block : blocks_) {
    if (!block.exposed && block.holders.count(executor) > 0) block.exposed = AllHarmed(block);
  }
}

void LineLedger::Healed(ExecutorId executor) {
  given_up_.erase(executor);
  if (dead_.count(executor) == 0) harmed_.erase(executor);
}

void LineLedger::GivenUp(ExecutorId executor) {
  given_up_.insert(executor);
  Harmed(executor);
}

// A block that nobody else had, as far as the driver could know, stays with somebody who is never harmed: nothing
// excuses its loss.
void LineLedger::Left(ExecutorId executor) {
  if (harmed_.count(executor) > 0 || !left_.insert(executor).second) return;
  for (Block& block : blocks_) {
    if (block.holders.erase(executor) == 0) continue;
    if (std::includes(given_up_.begin(), given_up_.end(), block.holders.begin(), block.holders.end())) {
      block.holders.insert(executor);
    } else {
      block.exposed |= AllHarmed(block);
    }
  }
}

void LineLedger::Died(ExecutorId executor) {
  if (left_.count(executor) > 0) return;
  dead_.insert(executor);
  Harmed(executor);
}

bool LineLedger::AllHarmed(const Block& block) const {
  return !block.kept && std::includes(harmed_.begin(), harmed_.end(), block.holders.begin(), block.holders.end());
}

absl::Status LineLedger::Counted(BatchTime batch, const std::vector<Row>& rows) {
  std::vector<Row>& result = results_[batch];
  for (const auto& [word, count] : result) Add(word, -count);
  result = rows;
  for (const auto& [word, count] : result) Add(word, count);
  return CheckBatch(batch, rows);
}

// A block that was lost in between may be there for one word and not for another.
absl::Status LineLedger::CheckBatch(BatchTime batch, const std::vector<Row>& rows) const {
  std::map<std::string, int64_t> common, least;
  for (const auto& [word, count] : rows) {
    LineName name;
    if (!ParseLineName(word, name)) {
      common[word] += count;
      continue;
    }
    auto lines = sources_.find(name.source);
    if (lines == sources_.end() || name.number >= static_cast<int>(lines->second.size())) continue;
    const Line& line = lines->second[name.number];
    if (line.counted > 1) {
      return absl::DataLossError(StrCat("batch ", batch, " is not the only one with the line ", LineText(name)));
    }
    for (int i = 0; i < kWordsPerLine && !Exposed(line); ++i) ++least[std::string(CommonWord(name, i))];
  }
  for (const auto& [word, count] : least) {
    if (common[word] < count) {
      return absl::DataLossError(StrCat("batch ", batch, " has counted '", word, "' ", common[word],
                                        " times, and at least so many are in its lines: ", count));
    }
  }
  return absl::OkStatus();
}

void LineLedger::Add(std::string_view word, int64_t count) {
  LineName name;
  if (!ParseLineName(word, name)) {
    common_words_[std::string(word)] += count;
  } else if (sources_.count(name.source) == 0 || name.number >= static_cast<int>(sources_[name.source].size())) {
    strange_words_.emplace_back(word);
  } else {
    At(name).counted += count;
  }
}

void LineLedger::CountedAgain(int64_t rows, int64_t before) {
  if (rows > before) strange_words_.push_back(StrCat("rows that a job before has not seen: ", rows - before));
  rows_missed_ += std::max<int64_t>(0, before - rows);
}

bool LineLedger::Excused(const Line& line) const {
  if (can_be_read_again_) return line.damaged || !line.acknowledged;
  if (line.reader.value() < 0) return true;
  if (line.block < 0) return dead_.count(line.reader) > 0 || left_behind_.count(line.reader) > 0;
  return blocks_[line.block].exposed || AllHarmed(blocks_[line.block]);
}

absl::Status LineLedger::Check(bool graceful) const {
  if (!strange_words_.empty()) return absl::DataLossError(StrCat("counted what nobody sent: ", strange_words_[0]));
  for (const auto& [source, lines] : sources_) {
    for (size_t number = 0; number < lines.size(); ++number) {
      SLUICE_RETURN_IF_ERROR(CheckLine({source, static_cast<int>(number)}, lines[number], graceful));
    }
  }
  const bool any_exposed =
      std::any_of(blocks_.begin(), blocks_.end(), [](const Block& block) { return block.exposed; });
  if (graceful && rows_missed_ > 0 && !any_exposed) {
    return absl::DataLossError(StrCat("two jobs on one RDD differ although no block was lost: rows=", rows_missed_));
  }
  SLUICE_RETURN_IF_ERROR(CheckTotals());
  return CheckCommonWords();
}

// A batch that was lost in part may be counted in part in one of both.
absl::Status LineLedger::CheckTotals() const {
  if (any_damaged_) return absl::OkStatus();
  std::map<std::string, int64_t> right;
  auto counted = results_.begin();
  for (const auto& [batch, totals] : totals_) {
    for (; counted != results_.end() && counted->first <= batch; ++counted) {
      for (const auto& [word, count] : counted->second) right[word] += count;
    }
    const std::map<std::string, int64_t> said(totals.begin(), totals.end());
    if (said == right) continue;
    return absl::DataLossError(StrCat("the state after batch ", batch,
                                      " is not the sum of the batches until then: words=", said.size(),
                                      " expected=", right.size()));
  }
  return absl::OkStatus();
}

absl::Status LineLedger::CheckLine(const LineName& name, const Line& line, bool graceful) const {
  if (line.counted > 1) return absl::DataLossError(StrCat("counted ", line.counted, " times: ", LineText(name)));
  if (line.counted == 1 && line.block < 0) return absl::DataLossError(StrCat("was in no block: ", LineText(name)));
  if (line.counted == 1 || !graceful || Excused(line)) return absl::OkStatus();
  return absl::DataLossError(StrCat("not counted: ", LineText(name), line.block < 0 ? ", in no block" : "",
                                    ", read by executor ", line.reader));
}

// Words lie in different partitions: a block may be lost after one of them was computed and before the other was.
absl::Status LineLedger::CheckCommonWords() const {
  std::map<std::string, int64_t> least, most;
  for (const auto& [source, lines] : sources_) {
    for (size_t number = 0; number < lines.size(); ++number) {
      const Line& line = lines[number];
      for (int i = 0; i < kWordsPerLine; ++i) {
        const std::string word(CommonWord({source, static_cast<int>(number)}, i));
        least[word] += line.counted == 1 && !Exposed(line);
        most[word] += line.counted == 1 || Exposed(line);
      }
    }
  }
  for (const auto& [word, count] : common_words_) most[word];
  for (const auto& [word, bound] : most) {
    auto found = common_words_.find(word);
    const int64_t count = found == common_words_.end() ? 0 : found->second;
    if (count >= least[word] && count <= bound) continue;
    return absl::DataLossError(StrCat("the count of '", word, "' does not go with the lines counted: count=", count,
                                      " at least=", least[word], " at most=", bound));
  }
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

LineLedger::Summary& LineLedger::Summary::operator+=(const Summary& other) {
  written += other.written;
  read += other.read;
  stored += other.stored;
  replicated += other.replicated;
  counted += other.counted;
  excused += other.excused;
  half_lost += other.half_lost;
  return *this;
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
      sum.half_lost += line.counted > 0 && Exposed(line);
      sum.excused += line.reader.value() >= 0 && line.counted == 0 && Excused(line);
    }
  }
  return sum;
}

}  // namespace sluice
