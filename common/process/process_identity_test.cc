#include "common/process/process_identity.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/status_matchers.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

pid_t StartChild() {
  const pid_t child = fork();
  if (child != 0) return child;
  while (true) pause();
}

bool HasEnded(const ProcessIdentity& process) { return HasEnded(OpenProcess(process).value()); }

TEST(ProcessIdentityTest, ThisProcessRuns) {
  const ProcessIdentity self = IdentityOf(getpid()).value();
  EXPECT_EQ(self.pid, getpid());
  EXPECT_EQ(IdentityOf(getpid()), self);
  EXPECT_FALSE(HasEnded(self));
}

TEST(ProcessIdentityTest, AnotherProcessThatHasGotItsNumberIsNotIt) {
  ProcessIdentity former = IdentityOf(getpid()).value();
  --former.start_ticks;
  EXPECT_TRUE(HasEnded(former));
}

TEST(ProcessIdentityTest, OneThatIsKilledHasEndedBeforeItsParentHasLookedAndAfterwards) {
  const pid_t child = StartChild();
  const ProcessIdentity identity = IdentityOf(child).value();
  EXPECT_FALSE(HasEnded(identity));
  kill(child, SIGKILL);
  siginfo_t info;
  waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
  EXPECT_EQ(IdentityOf(child), identity);
  EXPECT_TRUE(HasEnded(identity)) << "a zombie";
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(HasEnded(identity));
}

TEST(PidSpaceTest, IsTheSameForAllWhoSeeThesePids) {
  EXPECT_TRUE(ThisPidSpace().IsKnown());
  EXPECT_EQ(ThisPidSpace(), ThisPidSpace());
  EXPECT_FALSE(PidSpace().IsKnown());
}

}  // namespace
}  // namespace sluice
