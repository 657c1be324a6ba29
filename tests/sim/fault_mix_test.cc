#include "tests/sim/fault_mix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<FaultMix> Read(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/some_mix.toml";
  std::ofstream(path) << text;
  return ReadFaultMix(path);
}

TEST(FaultMixTest, ReadsAClusterAndItsFaults) {
  absl::StatusOr<FaultMix> mix = Read(R"(
# Comments are for people.
workers = 4
memory = "2k"
kill_during_stop = true

[cut_driver]
every = "2s"
lasts = "500ms"

[kill_other]
times = 3
)");
  ASSERT_TRUE(mix.status().ok()) << mix.status();
  EXPECT_EQ(mix->name, "some_mix");
  EXPECT_EQ(mix->workers, 4);
  EXPECT_EQ(mix->memory_bytes, 2048);
  EXPECT_TRUE(mix->kill_during_stop);
  ASSERT_EQ(mix->rules.size(), 2u);
  EXPECT_EQ(mix->rules[0].kind, FaultKind::kCutDriver);
  EXPECT_EQ(mix->rules[0].average_pause, absl::Seconds(2));
  EXPECT_EQ(mix->rules[0].lasts, absl::Milliseconds(500));
  EXPECT_EQ(mix->rules[1].kind, FaultKind::kKillOther);
  EXPECT_EQ(mix->rules[1].times, 3);
}

TEST(FaultMixTest, MistakesAreNamed) {
  EXPECT_THAT(Read("[kill_driver]\n").status().message(), HasSubstr("kill_driver needs checkpoint"));
  EXPECT_THAT(Read("write_ahead_log = true\n").status().message(), HasSubstr("write_ahead_log needs checkpoint"));
  EXPECT_THAT(Read("checkpoint = true\npositions = true\n").status().message(), HasSubstr("need write_ahead_log"));
  EXPECT_THAT(Read("[kill_drivers]\nevery = \"1s\"\n").status().message(), HasSubstr("kill_drivers"));
  EXPECT_THAT(Read("[kill_other]\nevery = \"soon\"\n").status().message(), HasSubstr("soon"));
  EXPECT_THAT(Read("wokers = 3\n").status().message(), HasSubstr("wokers: no such setting"));
  EXPECT_THAT(ReadFaultMix("nowhere.toml").status().message(), HasSubstr("nowhere.toml"));
  EXPECT_THAT(ReadFaultMixes("nowhere").status().message(), HasSubstr("nowhere"));
}

TEST(FaultMixTest, EachKindOfFaultSaysWhetherItNeedsACheckpoint) {
  for (const FaultTraits& fault : AllFaults()) {
    const std::string section = StrCat("[", fault.name, "]\n");
    EXPECT_EQ(Read(section).ok(), !fault.needs_checkpoint) << fault.name;
    absl::StatusOr<FaultMix> mix = Read(StrCat("checkpoint = true\n", section));
    ASSERT_THAT(mix, IsOk()) << fault.name;
    EXPECT_EQ(mix->rules.at(0).kind, fault.kind);
    EXPECT_EQ(&TraitsOf(fault.kind), &fault) << fault.name << " is in the table twice";
  }
}

// So that runs must show it: see Unreached.
TEST(FaultMixTest, EachKindOfFaultIsInAMix) {
  std::set<FaultKind> kinds;
  absl::StatusOr<std::vector<FaultMix>> mixes = ReadFaultMixes("tests/sim/mixes");
  ASSERT_THAT(mixes, IsOk());
  for (const FaultMix& mix : *mixes) {
    for (const FaultRule& rule : mix.rules) kinds.insert(rule.kind);
  }
  for (const FaultTraits& fault : AllFaults()) EXPECT_EQ(kinds.count(fault.kind), 1u) << fault.name;
}

TEST(FaultMixTest, AllMixesOfTheFolderAreReadable) {
  absl::StatusOr<std::vector<FaultMix>> mixes = ReadFaultMixes("tests/sim/mixes");
  ASSERT_TRUE(mixes.status().ok()) << mixes.status();
  EXPECT_GE(mixes->size(), 9u);
}

}  // namespace
}  // namespace sluice
