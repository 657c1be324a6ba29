#include "state/checkpoint/lease_holder.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace sluice {
namespace {

LeaseHolder OneThatWasKilled() {
  LeaseHolder holder = ThisProcess();
  const pid_t child = fork();
  while (child == 0) pause();
  holder.process = IdentityOf(child).value();
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return holder;
}

TEST(LeaseHolderTest, ThisProcessRuns) {
  EXPECT_EQ(ThisProcess(), ThisProcess());
  EXPECT_EQ(ThisProcess().process.pid, getpid());
  EXPECT_FALSE(HasSurelyEnded(ThisProcess()));
}

TEST(LeaseHolderTest, OneThatWasKilledOrWhosePidAnotherHasGotHasEnded) {
  EXPECT_TRUE(HasSurelyEnded(OneThatWasKilled()));
  LeaseHolder former = ThisProcess();
  --former.process.start_ticks;
  EXPECT_TRUE(HasSurelyEnded(former));
}

TEST(LeaseHolderTest, OfAnotherMachineOrNamespaceNobodyKnows) {
  LeaseHolder elsewhere = OneThatWasKilled();
  elsewhere.space.boot_id = "another boot";
  EXPECT_FALSE(HasSurelyEnded(elsewhere));
  elsewhere = OneThatWasKilled();
  elsewhere.space.pid_namespace = "pid:[1]";
  EXPECT_FALSE(HasSurelyEnded(elsewhere));
  EXPECT_FALSE(HasSurelyEnded({}));
}

}  // namespace
}  // namespace sluice
