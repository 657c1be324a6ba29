#include "engine/task/local_properties.h"

#include <map>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Properties = std::map<std::string, std::string>;

TEST(LocalPropertiesTest, AreOfTheThreadThatSetThem) {
  const ScopedLocalProperties mine(Properties{{kJobGroup, "mine"}});
  std::thread([] {
    EXPECT_THAT(LocalProperties(), IsEmpty());
    LocalProperties()[kJobGroup] = "another's";
  }).join();
  EXPECT_THAT(LocalProperties(), ElementsAre(Pair(kJobGroup, "mine")));
}

TEST(LocalPropertiesTest, OthersHoldUntilTheirEndAndThenTheFormerOnesAgain) {
  const ScopedLocalProperties outer(Properties{{kJobGroup, "outer"}});
  {
    const ScopedLocalProperties inner(Properties{{kSchedulerPool, "pool"}});
    EXPECT_THAT(LocalProperties(), ElementsAre(Pair(kSchedulerPool, "pool")));
    LocalProperties()[kJobGroup] = "inner";
  }
  EXPECT_THAT(LocalProperties(), ElementsAre(Pair(kJobGroup, "outer")));
}

}  // namespace
}  // namespace sluice
