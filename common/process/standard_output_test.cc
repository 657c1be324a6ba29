// Each story is told by a child process, whose stdout is its own.
#include "common/process/standard_output.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <iostream>
#include <string>

#include "common/base/status_matchers.h"
#include "common/process/stop_signals.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// The exit code of a child that has `fd` for stdout: 0 when no expectation of `story` failed in it.
int Told(int fd, const std::function<void()>& story) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(fd, STDOUT_FILENO);
    story();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  close(fd);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

int Full() { return open("/dev/full", O_WRONLY | O_CLOEXEC); }
int Unwritable() { return open("/dev/null", O_RDONLY | O_CLOEXEC); }
int PipeThatNobodyReads() {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  close(ends[0]);
  return ends[1];
}

TEST(StandardOutputTest, AResultThatCannotBeWrittenSaysWhyAndWhatToDo) {
  EXPECT_EQ(Told(Full(),
                 [] {
                   const absl::Status lost = WriteOutput("4\n");
                   EXPECT_THAT(std::string(lost.message()),
                               AllOf(HasSubstr("stdout: No space left on device (errno 28)"),
                                     HasSubstr("is lost. Make room, or send stdout to")));
                   EXPECT_EQ(LostOutput(), lost);
                 }),
            0);
  EXPECT_EQ(
      Told(Unwritable(),
           [] { EXPECT_THAT(std::string(WriteOutput("4\n").message()), HasSubstr("stdout: it is closed (errno 9)")); }),
      0);
}

TEST(StandardOutputTest, WhatOthersPrintIsLostOnlyOnce) {
  for (const bool by_cout : {false, true}) {
    EXPECT_EQ(Told(Full(),
                   [by_cout] {
                     by_cout ? void(std::cout << "4\n") : void(std::printf("4\n"));
                     const absl::Status lost = FlushOutput();
                     EXPECT_THAT(std::string(lost.message()), HasSubstr("No space left on device"));
                     EXPECT_THAT(FlushOutput(), IsOk());
                     EXPECT_EQ(LostOutput(), lost);
                   }),
              0);
  }
}

TEST(StandardOutputTest, WhatFailedBeforeItWasAskedForIsReportedToo) {
  EXPECT_EQ(Told(Full(),
                 [] {
                   std::cout << "4" << std::endl;
                   EXPECT_THAT(std::string(FlushOutput().message()), HasSubstr("No space left on device"));
                   std::printf("5\n");
                   std::fflush(stdout);
                   EXPECT_THAT(std::string(LostOutput().message()), HasSubstr("No space left on device"));
                 }),
            0);
}

TEST(StandardOutputTest, WhatIsPrintedAfterRoomWasMadeIsNotLost) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const int room = ends[1];
  EXPECT_EQ(Told(Full(),
                 [room] {
                   std::cout << "1\n";
                   EXPECT_FALSE(FlushOutput().ok());
                   dup2(room, STDOUT_FILENO);
                   std::cout << "2\n";
                   EXPECT_THAT(WriteOutput("3\n"), IsOk());
                 }),
            0);
  close(room);
  char read_back[8] = {};
  EXPECT_EQ(read(ends[0], read_back, sizeof(read_back)), 4);
  EXPECT_STREQ(read_back, "2\n3\n");
  close(ends[0]);
}

TEST(StandardOutputTest, APipeThatIsFullForNowIsWaitedFor) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  fcntl(ends[0], F_SETFL, 0);
  const std::string text(1 << 20, 'x');
  const pid_t reader = fork();
  if (reader == 0) {
    close(ends[1]);
    size_t got = 0;
    char piece[4096];
    for (ssize_t n; (n = read(ends[0], piece, sizeof(piece))) > 0;) got += n;
    _exit(got == text.size() ? 0 : 1);
  }
  close(ends[0]);
  EXPECT_EQ(Told(ends[1], [&] { EXPECT_THAT(WriteOutput(text), IsOk()); }), 0);
  int status = -1;
  waitpid(reader, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(StandardOutputTest, APipeThatNobodyReadsIsAnErrorUnlessItStopsTheProgram) {
  EXPECT_EQ(Told(PipeThatNobodyReads(),
                 [] {
                   signal(SIGPIPE, SIG_IGN);
                   EXPECT_THAT(std::string(WriteOutput("4\n").message()), HasSubstr("Broken pipe"));
                 }),
            0);
  EXPECT_EQ(Told(PipeThatNobodyReads(),
                 [] {
                   HoldStopSignals();
                   const StopSignals signals([](int) {}, ClosedOutput::kStops);
                   std::cout << "3" << std::endl;
                   EXPECT_THAT(WriteOutput("4\n"), IsOk());
                   EXPECT_THAT(LostOutput(), IsOk());
                 }),
            0);
}

}  // namespace
}  // namespace sluice
