#include "driver/web/log_search.h"

#include <optional>

#include "common/base/str_cat.h"
#include "common/clock/simulated_clock.h"
#include "driver/serve/fake_host.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

// A log that is read in pieces, as that of a daemon; each takes its time.
class LogHost : public FakeHost {
 public:
  explicit LogHost(SimulatedClock& clock) : clock_(clock) {}
  void ReadLog(const LogPlace&, int64_t offset, std::function<void(absl::StatusOr<LogPiece>)> done) override {
    ++pieces;
    clock_.Advance(takes);
    const auto size = static_cast<int64_t>(log.size());
    const int64_t begin = std::min(std::max(offset, cut_off), size);
    const std::string bytes = log.substr(begin, kLogPieceBytesMax);
    done(LogPiece{bytes, begin + static_cast<int64_t>(bytes.size()), true});
  }
  std::string log;
  int64_t cut_off = 0;  // So much of its beginning is not there any more.
  absl::Duration takes;
  int pieces = 0;

 private:
  SimulatedClock& clock_;
};

class LogSearchTest : public testing::Test {
 protected:
  LogFinding Find(const std::string& words, int64_t offset, bool backwards = false) {
    std::optional<LogFinding> heard;
    SearchLog(host_, clock_, {.application = kA}, {words, offset, backwards},
              [&heard](const absl::StatusOr<LogFinding>& finding) { heard = *finding; });
    return *heard;
  }
  int64_t Next(const std::string& words, int64_t offset) { return Find(words, offset).found; }
  int64_t Previous(const std::string& words, int64_t offset) { return Find(words, offset, true).found; }

  SimulatedClock clock_;
  LogHost host_{clock_};
};

TEST_F(LogSearchTest, WordsAreFoundBothWaysWhateverTheirCase) {
  host_.log = "one Error\ntwo\nERROR three\n";
  EXPECT_EQ(Next("error", 0), 4);
  EXPECT_EQ(Next("eRRor", 5), 14);
  EXPECT_EQ(Next("error", 15), -1);
  EXPECT_EQ(Previous("error", host_.log.size()), 14);
  EXPECT_EQ(Previous("error", 14), 4);
  EXPECT_EQ(Previous("error", 4), -1);
  EXPECT_FALSE(Find("error", 15).more);
  EXPECT_FALSE(Find("error", 4, true).more);
}

TEST_F(LogSearchTest, WordsThatTwoPiecesShareAreFound) {
  for (int before = 0; before < 7; ++before) {
    const int64_t at = kLogPieceBytesMax - before;
    host_.log = std::string(at, '.') + "needle" + std::string(kLogPieceBytesMax, '.');
    EXPECT_EQ(Next("needle", 0), at) << before;
    EXPECT_EQ(Previous("needle", host_.log.size()), at) << before;
    const std::string mirrored(host_.log.rbegin(), host_.log.rend());
    host_.log = mirrored;
    EXPECT_EQ(Previous("eldeen", host_.log.size()), kLogPieceBytesMax) << before;
  }
}

TEST_F(LogSearchTest, ItIsBoundedInBytesAndGoesOnFromWhereItCame) {
  const int64_t far = int64_t{9} << 20;
  host_.log = std::string(far, '.') + "needle" + std::string(far, '.');
  LogFinding forth = Find("needle", 0);
  LogFinding back = Find("needle", host_.log.size(), true);
  EXPECT_EQ(forth.found, -1);
  EXPECT_TRUE(forth.more && back.more);
  EXPECT_LE(forth.searched_to, int64_t{5} << 20);
  EXPECT_LE(host_.pieces, 2 * 18);
  for (int i = 0; i < 2; ++i) {
    forth = Find("needle", forth.searched_to);
    back = Find("needle", back.searched_to, true);
  }
  EXPECT_EQ(forth.found, far);
  EXPECT_EQ(back.found, far);
}

TEST_F(LogSearchTest, NoPieceBeginsAfterTwoSeconds) {
  host_.log = std::string(int64_t{9} << 20, '.');
  host_.takes = absl::Milliseconds(900);
  const LogFinding finding = Find("needle", 0);
  EXPECT_EQ(host_.pieces, 3);
  EXPECT_TRUE(finding.more);
  EXPECT_GT(finding.searched_to, kLogPieceBytesMax);
}

TEST_F(LogSearchTest, WhatWasCutOffIsNotLookedForAndNobodyWaits) {
  host_.log = std::string(3 * kLogPieceBytesMax, '.') + "needle";
  host_.cut_off = 2 * kLogPieceBytesMax;
  EXPECT_EQ(Next("needle", 0), 3 * kLogPieceBytesMax);
  EXPECT_FALSE(Find("gone", host_.log.size(), true).more);
  host_.log = "";
  host_.cut_off = 0;
  EXPECT_FALSE(Find("needle", 0).more);
  EXPECT_FALSE(Find("needle", 0, true).more);
}

}  // namespace
}  // namespace sluice
