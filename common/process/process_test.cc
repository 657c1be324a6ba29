#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>

#include "common/base/other_versions.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/process/child_environment.h"
#include "common/process/child_process.h"
#include "common/process/data_dir.h"
#include "common/process/data_folder.h"
#include "common/process/output_log.h"
#include "common/process/stop_signals.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string NewFolder() {
  std::string path = testing::TempDir() + "process.XXXXXX";
  return mkdtemp(path.data());
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

TEST(DataDirTest, RemovesTheWorkOfTheDeadAndKeepsTheirLogs) {
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

TEST(DataDirTest, KeepsTheWorkOfProcessesThatOutliveTheirDaemonAndNamesThem) {
  const std::string path = NewFolder() + "/data";
  std::unique_ptr<ChildProcess> child;
  std::promise<ChildExit> exited;
  {
    auto dir = DataDir::Open(path);
    ASSERT_THAT(dir->MakeProcessDir("app", "7"), IsOk());
    ASSERT_THAT(dir->MakeProcessDir("app", "8"), IsOk());
    child = ChildProcess::Start({.name = "a sleeper",
                                 .executable = "/bin/sleep",
                                 .arguments = {"1000"},
                                 .directory = path,
                                 .stdout_path = "/dev/null",
                                 .stderr_path = "/dev/null",
                                 .record = RecordPath(dir->ProcessDir("app", "7"))},
                                [&exited](ChildExit exit) { exited.set_value(exit); })
                .value();
  }
  auto dir = DataDir::Open(path);
  ASSERT_THAT(dir, IsOk());
  EXPECT_TRUE(std::filesystem::exists(path + "/applications/app/7/work"));
  EXPECT_FALSE(std::filesystem::exists(path + "/applications/app/8/work"));
  ASSERT_EQ(dir->Processes().size(), 1);
  EXPECT_EQ(dir->Processes()[0].application, "app");
  EXPECT_EQ(dir->Processes()[0].process, "7");
  child->Kill();
  dir->RemoveWork("app", "7");
  EXPECT_EQ(dir->Processes().size(), 0);
}

// A daemon that has a child in the folder, and is told nothing.
struct DaemonWithAChild {
  explicit DaemonWithAChild(const std::string& version) {
    auto dir = DataDir::Open(path);
    EXPECT_THAT(dir, IsOk());
    EXPECT_THAT(dir->MakeProcessDir("app", "7"), IsOk());
    child = ChildProcess::Start({.name = "a sleeper",
                                 .executable = "/bin/sleep",
                                 .arguments = {"1000"},
                                 .directory = path,
                                 .stdout_path = "/dev/null",
                                 .stderr_path = "/dev/null",
                                 .record = RecordPath(dir->ProcessDir("app", "7"))},
                                [](ChildExit) {})
                .value();
    std::ofstream(path + "/version") << version << "\n";
  }
  ~DaemonWithAChild() { child->Kill(); }

  const std::string path = NewFolder() + "/data";
  std::unique_ptr<ChildProcess> child;
};

TEST(DataDirTest, IsTakenOverByADaemonOfAnotherPatchVersion) {
  const DaemonWithAChild former(OtherPatch());
  EXPECT_THAT(DataDir::TakeOver(former.path), IsOk());
  EXPECT_EQ(DataDir::Open(former.path)->Processes().size(), 1);
}

TEST(DataDirTest, ADaemonThatDoesNotWorkWithWhatRunsIsRefusedBeforeItDisturbsAnybody) {
  const DaemonWithAChild former(OtherMinor());
  // To the process that has the lock, this one, it would say that there is a successor, which would end it.
  const FileLock lock = LockDataFolder(former.path).value();
  EXPECT_THAT(DataDir::TakeOver(former.path),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr(former.path), HasSubstr(OtherMinor()), HasSubstr(ThisVersion()))));
}

TEST(DataDirTest, WhatHasEndedIsInNoOtherVersionsWay) {
  const DaemonWithAChild former(OtherMinor());
  EXPECT_THAT(DataDir::Open(former.path), StatusIs(absl::StatusCode::kFailedPrecondition));
  former.child->Kill();
  EXPECT_THAT(DataDir::Open(former.path), IsOk());
  std::string version;
  std::ifstream(former.path + "/version") >> version;
  EXPECT_EQ(version, ThisVersion());
}

TEST(DataDirTest, ACopyOfItHasNoProcesses) {
  const std::string folder = NewFolder(), copy = folder + "/copy";
  {
    auto dir = DataDir::Open(folder + "/data");
    EXPECT_FALSE(dir->is_continued());
    ASSERT_THAT(dir->MakeProcessDir("app", "7"), IsOk());
    std::ofstream(RecordPath(dir->ProcessDir("app", "7"))) << "boot b\nkeeper 1 1\nchild 2 2\n";
  }
  std::filesystem::copy(folder + "/data", copy, std::filesystem::copy_options::recursive);
  auto dir = DataDir::Open(folder + "/data");
  EXPECT_TRUE(dir->is_continued());
  EXPECT_EQ(dir->Processes().size(), 1);
  auto other = DataDir::Open(copy);
  EXPECT_FALSE(other->is_continued());
  EXPECT_EQ(other->Processes().size(), 0);
}

TEST(DataDirTest, IsTakenOverFromADaemonThatMakesRoom) {
  const std::string path = NewFolder() + "/data";
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t daemon = fork();
  if (daemon == 0) {
    HoldDaemonSignals();
    auto dir = DataDir::Open(path);
    StopSignals signals([](int signal) { _exit(signal); });
    (void)!write(ready[1], "r", 1);
    while (true) pause();
  }
  char word;
  ASSERT_EQ(read(ready[0], &word, 1), 1);
  EXPECT_THAT(DataDir::Open(path), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--replace")));
  EXPECT_THAT(DataDir::TakeOver(path), IsOk());
  int status = 0;
  waitpid(daemon, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), kSuccessorSignal);
  EXPECT_THAT(DataDir::TakeOver(path), IsOk()) << "nobody uses it";
  close(ready[0]);
  close(ready[1]);
}

TEST(DataDirTest, IsNotTakenOverFromADaemonThatStays) {
  const std::string path = NewFolder() + "/data";
  const pid_t daemon = fork();
  if (daemon == 0) {
    signal(kSuccessorSignal, SIG_IGN);
    const auto dir = DataDir::Open(path);
    while (true) pause();
  }
  while (!absl::IsAlreadyExists(FileLock::TakeExisting(path + "/lock").status())) sched_yield();
  EXPECT_THAT(EndPredecessor(path, absl::Milliseconds(100)),
              StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr(StrCat("process ", daemon))));
  kill(daemon, SIGKILL);
  waitpid(daemon, nullptr, 0);
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
  std::filesystem::create_directories(dir->EventLogs() + "/b");
  dir->RemoveApplication("b");
  EXPECT_FALSE(std::filesystem::exists(dir->ProcessDir("b", "driver")));
  EXPECT_FALSE(std::filesystem::exists(dir->EventLogs() + "/b"));
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
