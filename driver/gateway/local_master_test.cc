#include "driver/gateway/local_master.h"

#include "common/base/str_cat.h"
#include "gtest/gtest.h"

namespace sluice::gateway {
namespace {

TEST(LocalMasterTest, SaysHowManyTasksRunAtOnce) {
  EXPECT_EQ(LocalSlots("local"), 1);
  EXPECT_EQ(LocalSlots("local[4]"), 4);
  EXPECT_EQ(LocalSlots("local[4, 2]"), 4);
  EXPECT_EQ(LocalSlots("local-cluster[3, 2, 1024]"), 6);
  for (const char* other : {"local[*]", "local[*,2]", "spark://a:7077", "yarn", "", "local[0]"}) {
    EXPECT_EQ(LocalSlots(other), std::nullopt) << other;
  }
}

TEST(LocalMasterTest, SaysHowOftenATaskMayFail) {
  EXPECT_EQ(LocalFailures("local"), 1);
  EXPECT_EQ(LocalFailures("local[*]"), 1);
  EXPECT_EQ(LocalFailures("local[4]"), 1);
  EXPECT_EQ(LocalFailures("local[*,3]"), 3);
  EXPECT_EQ(LocalFailures("local[4, 2]"), 2);
  EXPECT_EQ(LocalFailures("spark://a:7077"), std::nullopt);
}

TEST(LocalMasterTest, OtherNamesAreNone) {
  for (const char* master : {"local", "local[*]", "local[2,4]", "local-cluster[1,1,1]", "spark://a:1", "yarn"}) {
    EXPECT_EQ(WhyNoMaster(master), std::nullopt) << master;
  }
  for (const char* other :
       {"", "main", "local[]", "local[x]", "local[2", "local[1,2,3]", "local[0,1,2]", "local[2,0]"}) {
    EXPECT_EQ(WhyNoMaster(other), StrCat("Could not parse Master URL: '", other, "'"));
  }
}

TEST(LocalMasterTest, NoThreadIsTooFew) {
  for (const char* master : {"local[0]", "local[00]", "local[0,3]"}) {
    EXPECT_EQ(WhyNoMaster(master), "Asked to run locally with 0 threads") << master;
  }
}

}  // namespace
}  // namespace sluice::gateway
