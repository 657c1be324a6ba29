#include "worker/task/crash_handler.h"

#include <csignal>

#include "common/actor/detached.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

TEST(CrashHandlerDeathTest, ACrashOutsideOfATaskNamesItsThreadAndShowsItsStack) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        InstallCrashHandler([](TaskId, const std::string&) {});
        RunDetachedFor(kPatience, "blocks", [] { raise(SIGSEGV); });
      },
      testing::KilledBySignal(SIGSEGV),
      "crash with signal 11 .segmentation fault. outside of a task, in thread blocks:\n.*crash_handler_test");
}

}  // namespace
}  // namespace sluice
