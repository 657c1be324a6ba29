#include "engine/python/process_tree.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;

// A process with a child, both of which wait for a signal.
class Family {
 public:
  Family() {
    prctl(PR_SET_CHILD_SUBREAPER, 1);  // So that this process can wait for the grandchild, too.
    int ends[2];
    if (pipe(ends) != 0) return;
    parent = fork();
    if (parent == 0) {
      const pid_t born = fork();
      if (born != 0) (void)!write(ends[1], &born, sizeof(born));
      while (true) pause();
    }
    (void)!read(ends[0], &child, sizeof(child));
    close(ends[0]);
    close(ends[1]);
  }
  ~Family() {
    KillTree(parent);
    waitpid(parent, nullptr, 0);
    waitpid(child, nullptr, 0);
  }

  pid_t parent = -1, child = -1;
};

bool IsKilled(pid_t process) {
  int status = 0;
  return waitpid(process, &status, 0) == process && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

TEST(ProcessTreeTest, GrandchildrenBelongToIt) {
  const Family family;
  EXPECT_THAT(ProcessTree(family.parent), ElementsAre(family.parent, family.child));
  EXPECT_THAT(ChildrenOf(family.child), IsEmpty());
}

TEST(ProcessTreeTest, AForkIsToldFromAProgramByTheSocketsThatItHas) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const Family family;
  EXPECT_TRUE(HasForkWithItsSockets(family.parent));
  EXPECT_FALSE(HasForkWithItsSockets(family.child));
  const pid_t program = fork();
  if (program == 0) {
    if (fork() == 0) execlp("sleep", "sleep", "1000", nullptr);
    while (true) pause();
  }
  while (ChildrenOf(program).empty() || HasForkWithItsSockets(program)) sched_yield();  // Until it has become `sleep`.
  KillTree(program);
  EXPECT_TRUE(IsKilled(program));
  close(ends[0]);
  close(ends[1]);
}

TEST(ProcessTreeTest, AllOfItIsKilled) {
  const Family family;
  KillTree(family.parent);
  EXPECT_TRUE(IsKilled(family.parent));
  EXPECT_TRUE(IsKilled(family.child));
}

TEST(ProcessTreeTest, OneThatHasEndedIsNotThereAndHasNothing) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(IsThere(child));
  EXPECT_THAT(ChildrenOf(child), IsEmpty());
  EXPECT_EQ(ResidentBytes(child), 0);
  EXPECT_EQ(ProportionalBytes(child), 0);
}

TEST(ProcessTreeTest, WhatAProcessHasInMemoryIsCounted) {
  constexpr int64_t kBytes = 64 << 20;
  const std::string filled(kBytes, 'x');
  EXPECT_THAT(ResidentBytes(getpid()), Ge(kBytes));
  EXPECT_THAT(ProportionalBytes(getpid()), Ge(kBytes));
}

}  // namespace
}  // namespace sluice
