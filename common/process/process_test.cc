#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>

#include "common/base/status_matchers.h"
#include "common/process/child_environment.h"
#include "common/process/child_process.h"
#include "common/process/data_dir.h"
#include "common/process/output_log.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string NewFolder() {
  std::string path = testing::TempDir() + "process.XXXXXX";
  return mkdtemp(path.data());
}

// A shell command that runs as our child.
struct Shell {
  explicit Shell(const std::string& command, const std::string& folder = NewFolder()) : folder(folder) {
    child = ChildProcess::Start({.executable = "/bin/sh",
                                 .arguments = {"-c", command},
                                 .environment = {"PATH=/usr/bin:/bin"},
                                 .directory = folder,
                                 .stdout_path = folder + "/out",
                                 .stderr_path = folder + "/err"},
                                [this](ChildExit exit) { exited.set_value(exit); });
  }
  ChildExit Wait() { return exited.get_future().get(); }
  std::string Printed() { return ReadOutput(folder + "/out", 0, 1 << 20)->bytes; }

  const std::string folder;
  std::promise<ChildExit> exited;
  absl::StatusOr<std::unique_ptr<ChildProcess>> child;
};

TEST(ChildProcessTest, SaysHowItEnded) {
  EXPECT_EQ(Shell("exit 3").Wait(), ChildExit{.code = 3});
  const ChildExit killed = Shell("kill -9 $$").Wait();
  EXPECT_EQ(killed, ChildExit{.signal = 9});
  EXPECT_EQ(killed.ShellCode(), 137);
  EXPECT_EQ(ToString(killed), "signal 9 (Killed)");
}

TEST(ChildProcessTest, PrintsIntoItsFilesAndStartsInItsFolder) {
  Shell shell("pwd; echo oops >&2");
  shell.Wait();
  EXPECT_EQ(shell.Printed(), shell.folder + "\n");
  EXPECT_EQ(ReadOutput(shell.folder + "/err", 0, 100)->bytes, "oops\n");
}

TEST(ChildProcessTest, CanBeSignalledAndIsKilledWithItsObject) {
  Shell asked("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
  while (asked.Printed() != "ready\n") sched_yield();  // A poll: the test has a time limit.
  (*asked.child)->Signal(SIGTERM);
  EXPECT_EQ(asked.Wait(), ChildExit{.code = 7});
  (*asked.child)->Signal(SIGTERM);  // Nobody is hit.

  Shell forgotten("sleep 1000");
  forgotten.child->reset();
  EXPECT_EQ(forgotten.Wait(), ChildExit{.signal = SIGKILL});
}

TEST(ChildProcessTest, WhatCannotBeStartedIsAnErrorThatNamesIt) {
  const auto start = [](const std::string& executable) {
    return ChildProcess::Start(
               {.executable = executable, .directory = "/", .stdout_path = "/dev/null", .stderr_path = "/dev/null"},
               [](ChildExit) { ADD_FAILURE(); })
        .status();
  };
  EXPECT_THAT(start("/no/such/program"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such/program")));
  EXPECT_THAT(start("/etc/passwd"), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST(ChildProcessTest, DiesWithAKilledDaemon) {
  const std::string folder = NewFolder(), fifo = folder + "/out";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const pid_t daemon = fork();
  if (daemon == 0) {
    Shell shell("echo running; exec sleep 1000", folder);
    pause();
  }
  const int output = open(fifo.c_str(), O_RDONLY);
  char text[100];
  ASSERT_EQ(read(output, text, sizeof(text)), 8);
  kill(daemon, SIGKILL);
  EXPECT_EQ(read(output, text, sizeof(text)), 0);  // The last writer is gone.
  close(output);
  waitpid(daemon, nullptr, 0);
}

TEST(OutputLogTest, ReadsOnFromAnOffset) {
  const std::string path = NewFolder() + "/log";
  EXPECT_EQ(ReadOutput(path, 0, 10)->bytes, "");
  std::ofstream(path) << "hello world";
  EXPECT_EQ(ReadOutput(path, 0, 5)->bytes, "hello");
  EXPECT_EQ(ReadOutput(path, 5, 100)->bytes, " world");
  EXPECT_EQ(ReadOutput(path, 11, 100)->bytes, "");
}

TEST(OutputLogTest, TrimmedOutputKeepsItsOffsetsAndGivesItsSpaceBack) {
  const std::string path = NewFolder() + "/log";
  std::ofstream(path) << std::string(8 << 20, 'a') << "end";
  ASSERT_THAT(TrimOutput(path, 1 << 20), IsOk());
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_LE(info.st_blocks * 512, 3 << 20);
  auto rest = ReadOutput(path, 0, 16 << 20);
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->bytes.substr(rest->bytes.size() - 4), "aend");
  EXPECT_EQ(rest->next_offset, (8 << 20) + 3);
}

TEST(DataDirTest, IsUsedByOneDaemonOnly) {
  const std::string path = NewFolder() + "/data";
  auto first = DataDir::Open(path);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(DataDir::Open(path), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(path)));
  EXPECT_EQ(DataDir::OpenFirstFree(path)->path(), path + "-2");
  EXPECT_THAT(DataDir::Open("/proc/nowhere"),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("/proc/nowhere")));
}

TEST(DataDirTest, RemovesTheWorkOfProcessesThatDiedWithTheirDaemonAndKeepsTheirLogs) {
  const std::string first = NewFolder() + "/data", second = first + "-2";
  for (const std::string& path : {first, second}) {
    const pid_t daemon = fork();
    if (daemon == 0) {
      auto dir = DataDir::Open(path);
      const std::string process = dir->ProcessDir("app", "7");
      const bool is_made = dir->MakeProcessDir("app", "7").ok();
      std::ofstream(WorkPath(process) + "/spilled") << "rows";
      std::ofstream(OutputPath(process, false)) << "hello";
      kill(getpid(), is_made ? SIGKILL : SIGTERM);
    }
    int status = 0;
    waitpid(daemon, &status, 0);
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    ASSERT_TRUE(std::filesystem::exists(path + "/applications/app/7/work/spilled"));
  }
  auto dir = DataDir::OpenFirstFree(first);
  ASSERT_THAT(dir, IsOk());
  EXPECT_EQ(dir->path(), first);
  for (const std::string& path : {first, second}) {
    EXPECT_FALSE(std::filesystem::exists(path + "/applications/app/7/work"));
    EXPECT_EQ(ReadOutput(path + "/applications/app/7/stdout.log", 0, 100)->bytes, "hello");
  }
}

TEST(DataDirTest, KeepsTheNewestApplications) {
  auto dir = DataDir::Open(NewFolder());
  for (const char* application : {"0", "a", "b", "c"}) {
    ASSERT_THAT(dir->MakeProcessDir(application, "driver"), IsOk());
    const auto age = std::chrono::hours('c' - *application);
    std::filesystem::last_write_time(dir->path() + "/applications/" + application,
                                     std::filesystem::file_time_type::clock::now() - age);
  }
  dir->RemoveOldApplications(2, {"0"});
  EXPECT_FALSE(std::filesystem::exists(dir->ProcessDir("a", "driver")));
  EXPECT_TRUE(std::filesystem::exists(WorkPath(dir->ProcessDir("b", "driver"))));
  EXPECT_TRUE(std::filesystem::exists(WorkPath(dir->ProcessDir("0", "driver"))));
  dir->RemoveApplication("b");
  EXPECT_FALSE(std::filesystem::exists(dir->ProcessDir("b", "driver")));
}

TEST(ChildEnvironmentTest, FindsTheInstallationsLibrariesAndHidesTheDaemonsSettings) {
  RoleEnvironment role;
  role.role = Role::kDriver;
  role.application = ApplicationId("app-1");
  const auto variables = ChildEnvironment({"HOME=/root", "SLUICE_LISTEN=mine", "LD_LIBRARY_PATH=/opt/a:/opt/b"},
                                          "/opt/sluice/bin/sluice", role);
  EXPECT_THAT(variables, Contains("LD_LIBRARY_PATH=/opt/sluice/bin:/opt/sluice/lib:/opt/a:/opt/b"));
  EXPECT_THAT(variables, Contains("HOME=/root"));
  EXPECT_THAT(variables, Contains("SLUICE_APPLICATION=app-1"));
  EXPECT_THAT(variables, Not(Contains("SLUICE_LISTEN=mine")));
}

}  // namespace
}  // namespace sluice
