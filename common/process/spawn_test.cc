#include "common/process/spawn.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/process/pipe.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

void Write(Pipe& pipe, std::string_view text) {
  EXPECT_EQ(write(pipe.write.number(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  pipe.write = FileDescriptor();
}

std::string ReadAll(Pipe& pipe) {
  pipe.write = FileDescriptor();
  std::string all;
  char bytes[4096];
  ssize_t got;
  while ((got = read(pipe.read.number(), bytes, sizeof(bytes))) > 0) all.append(bytes, got);
  return all;
}

// What it prints until it ends.
std::string OutputOf(const std::vector<std::string>& command,
                     const std::optional<std::vector<std::string>>& environment = std::nullopt) {
  Pipe out = Pipe::Open().value();
  const pid_t pid = Spawn({.command = command, .environment = environment, .output = out.write.number()}).value();
  std::string printed = ReadAll(out);
  EXPECT_EQ(waitpid(pid, nullptr, 0), pid);
  return printed;
}

TEST(SpawnTest, AProgramReadsAndWritesThePipesItIsGiven) {
  Pipe in = Pipe::Open().value(), out = Pipe::Open().value();
  const pid_t pid = Spawn({.command = {"sort", "-r"}, .input = in.read.number(), .output = out.write.number()}).value();
  Write(in, "a\nc\nb\n");
  EXPECT_EQ(ReadAll(out), "c\nb\na\n");
  int status = -1;
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_EQ(status, 0);
}

TEST(SpawnTest, AProgramIgnoresAndHoldsBackNoSignalThoughItsParentDoes) {
  sigset_t held, before;
  sigemptyset(&held);
  sigaddset(&held, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &held, &before);
  const auto former = signal(SIGPIPE, SIG_IGN);
  // Signals 32 and 33 are the C library's own.
  EXPECT_THAT(OutputOf({"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}),
              MatchesRegex("SigBlk:\t0{16}\nSigIgn:\t0{7}[01][08]0{7}\n"));
  signal(SIGPIPE, former);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST(SpawnTest, AProgramHasNoFileOfItsParentButTheStandardOnes) {
  const FileDescriptor inherited(dup(STDERR_FILENO));
  EXPECT_EQ(
      OutputOf({"sh", "-c",
                StrCat("test -e /proc/self/fd/2 && ! test -e /proc/self/fd/", inherited.number(), " && echo none")}),
      "none\n");
}

TEST(SpawnTest, AProgramHasItsParentsEnvironmentUnlessItIsGivenOne) {
  ASSERT_EQ(setenv("SPAWN_TEST", "of its parent", 1), 0);
  EXPECT_EQ(OutputOf({"sh", "-c", "echo $SPAWN_TEST"}), "of its parent\n");
  EXPECT_EQ(OutputOf({"/usr/bin/env"}, std::vector<std::string>{"A=1", "B=x y"}), "A=1\nB=x y\n");
  unsetenv("SPAWN_TEST");
}

TEST(SpawnTest, AProgramThatIsNotThereIsNamed) {
  EXPECT_THAT(Spawn({.command = {"/no/program", "x"}}),
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr("Cannot run program \"/no/program\": No such file or directory")));
}

}  // namespace
}  // namespace sluice
