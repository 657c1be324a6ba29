#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <random>

#include "absl/strings/str_format.h"
#include "common/base/status_matchers.h"
#include "common/observe/logging.h"
#include "tests/sim/sweep.h"

namespace sluice {
namespace {

// Other seeds every time; whatever fails says how to see it again.
TEST(SimTest, AThousandRandomHistoriesCountEveryLineOnce) {
  ASSERT_THAT(SetUpLogging({.role = "sim", .level = "off"}), IsOk());
  absl::StatusOr<std::vector<FaultMix>> mixes = ReadFaultMixes("tests/sim/mixes");
  ASSERT_THAT(mixes, IsOk());
  const uint64_t first_seed = std::random_device()() % 1'000'000'000;
  std::cout << "first seed: " << first_seed << std::endl;

  const SweepResult result = Sweep({.first_seed = first_seed, .seeds = 1000}, *mixes);

  std::cout << MarksTable(result) << absl::StrFormat("%.0f seeds per second\n", result.seeds_per_second());
  for (const SeedOutcome& failure : result.failures) ADD_FAILURE() << Describe(failure);
  EXPECT_TRUE(!result.failures.empty() || result.seeds == 1000) << result.seeds << " seeds have run";
  // Nothing is proved by a fault that did not happen, or did not lead to what it is for.
  for (const std::string& mark : Unreached(result.marks, *mixes)) ADD_FAILURE() << "no run has reached: " << mark;
  for (const std::string& fault : NeverHappened(result, *mixes)) ADD_FAILURE() << "has hit nothing: " << fault;
}

TEST(SimTest, AFaultThatHasHitNothingInAnySeedOfItsMixIsNamedWithIt) {
  const std::vector<FaultMix> mixes = {
      {.name = "a", .rules = {{.kind = FaultKind::kDrain}}},
      {.name = "b", .rules = {{.kind = FaultKind::kDrain}, {.kind = FaultKind::kFlipBit}}}};
  SweepResult result;
  result.marks_of_mix["b"].Add(FaultKind::kDrain);
  EXPECT_EQ(NeverHappened(result, mixes), (std::vector<std::string>{"drain of a", "flip_bit of b"}));
}

TEST(SimTest, AFaultOfAMixThatNeverHappensIsNamed) {
  Marks marks;
  for (int i = 0; i < static_cast<int>(Mark::kCount); ++i) marks.Add(static_cast<Mark>(i));
  marks.Add(FaultKind::kDrain);
  const FaultMix mix{.rules = {{.kind = FaultKind::kDrain}, {.kind = FaultKind::kCutBoth}}};
  EXPECT_EQ(Unreached(marks, {mix}), std::vector<std::string>{"cut_both"});
}

// The former driver ended batches without the blocks that its executors had taken along into the next life.
TEST(SimTest, AHistoryInWhichAReplacedDriverWentOnCountsEveryLine) {
  absl::StatusOr<std::vector<FaultMix>> mixes = ReadFaultMixes("tests/sim/mixes");
  ASSERT_THAT(mixes, IsOk());
  const auto mix =
      std::find_if(mixes->begin(), mixes->end(), [](const FaultMix& m) { return m.name == "drivers_die"; });
  ASSERT_NE(mix, mixes->end());
  EXPECT_THAT(RunSeed(886010675, *mix, 0).status, IsOk());
}

TEST(SimTest, TwoRunsHaveBatchesOfEqualTimesInEveryMix) {
  absl::StatusOr<std::vector<FaultMix>> mixes = ReadFaultMixes("tests/sim/mixes");
  ASSERT_THAT(mixes, IsOk());
  for (const FaultMix& mix : *mixes) {
    Marks marks;
    for (uint64_t seed = 1; seed <= 5; ++seed) marks.Add(RunSeed(seed, mix, 0).marks);
    EXPECT_GT(marks[Mark::kEqualBatchTimes], 0) << mix.name;
  }
}

TEST(SimTest, TheSameSeedGivesTheSameRun) {
  absl::StatusOr<std::vector<FaultMix>> mixes = ReadFaultMixes("tests/sim/mixes");
  ASSERT_THAT(mixes, IsOk());
  for (const FaultMix& mix : *mixes) {
    const SeedOutcome first = RunSeed(17, mix, 10000);
    const SeedOutcome second = RunSeed(17, mix, 10000);
    EXPECT_EQ(first.history, second.history) << mix.name;
    EXPECT_EQ(first.simulated, second.simulated) << mix.name;
  }
}

}  // namespace
}  // namespace sluice
