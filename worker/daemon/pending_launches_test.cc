#include "worker/daemon/pending_launches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PendingLaunchesTest : public ::testing::Test {
 protected:
  static ExecutableKey Executable(const std::string& build) {
    ExecutableKey key;
    key.build_id = build;
    return key;
  }
  static ExecutorName Name(int executor) { return {ApplicationId("app-1"), ExecutorId(executor)}; }
  void Add(int executor, const std::string& build) {
    launches_.Add({.name = Name(executor), .executable = Executable(build)});
  }
  std::vector<int> Take(const std::string& build) {
    std::vector<int> executors;
    for (const ExecutorLaunch& launch : launches_.Take(Executable(build)))
      executors.push_back(launch.name.second.value());
    return executors;
  }

  std::vector<std::string> fetched_, given_up_;
  PendingLaunches launches_{[this](const ExecutableKey& key) {
    fetched_.push_back(key.build_id);
    return [this, key] { given_up_.push_back(key.build_id); };
  }};
};

TEST_F(PendingLaunchesTest, AnExecutableIsFetchedOnceForAllThatWait) {
  Add(0, "a");
  Add(1, "b");
  Add(2, "a");
  EXPECT_THAT(fetched_, ElementsAre("a", "b"));
  EXPECT_THAT(Take("a"), ElementsAre(0, 2));
  EXPECT_THAT(Take("a"), IsEmpty());
  Add(3, "a");
  EXPECT_THAT(fetched_, ElementsAre("a", "b", "a"));
}

TEST_F(PendingLaunchesTest, ALaunchThatIsDroppedDoesNotComeButItsFetchGoesOn) {
  Add(0, "a");
  Add(1, "a");
  EXPECT_TRUE(launches_.Drop(Name(0)));
  EXPECT_FALSE(launches_.Drop(Name(0)));
  EXPECT_FALSE(launches_.Drop(Name(7)));
  launches_.DropAll();
  Add(2, "a");
  EXPECT_THAT(fetched_, ElementsAre("a"));
  EXPECT_THAT(given_up_, IsEmpty());
  EXPECT_THAT(Take("a"), ElementsAre(2));
}

TEST_F(PendingLaunchesTest, ClosingGivesUpWhatIsBeingFetched) {
  Add(0, "a");
  Add(1, "b");
  Take("b");
  launches_.Close();
  EXPECT_THAT(given_up_, ElementsAre("a"));
  EXPECT_THAT(Take("a"), IsEmpty());
}

}  // namespace
}  // namespace sluice
