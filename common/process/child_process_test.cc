#include "common/process/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/file_lock.h"
#include "common/process/output_log.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr char kTrap[] = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done";

std::string NewFolder() {
  std::string path = testing::TempDir() + "child.XXXXXX";
  return mkdtemp(path.data());
}

// A shell command that runs as our child, in a folder; the test ends it if it still runs.
struct Shell {
  explicit Shell(const std::string& folder = NewFolder()) : folder(folder) {}
  ~Shell() {
    if (child != nullptr) child->Kill();
  }
  Shell& Start(const std::string& command, const std::string& name = "a shell") {
    child = ChildProcess::Start({.name = name,
                                 .executable = "/bin/sh",
                                 .arguments = {"-c", command},
                                 .environment = {"PATH=/usr/bin:/bin"},
                                 .directory = folder,
                                 .stdout_path = folder + "/out",
                                 .stderr_path = folder + "/err",
                                 .notes = {{"cores", "2"}, {"name", "a shell"}},
                                 .record = RecordOf()},
                                Told())
                .value();
    return *this;
  }
  Shell& Adopt() {
    child = ChildProcess::Adopt(RecordOf(), Told()).value();
    return *this;
  }
  ChildExit Wait() { return exited.get_future().get(); }
  std::string Printed() { return ReadOutput(folder + "/out", 0, 1 << 20)->bytes; }
  void WaitFor(const std::string& text) {
    while (Printed() != text) sched_yield();  // A poll: the test has a time limit.
  }
  std::string RecordOf() const { return folder + "/process"; }
  std::function<void(ChildExit)> Told() {
    return [this](ChildExit exit) { exited.set_value(exit); };
  }

  const std::string folder;
  std::promise<ChildExit> exited;
  std::unique_ptr<ChildProcess> child;
};

// A daemon that runs `command` in `folder` as its child, and is killed when that has printed "ready".
void StartByADaemonThatIsKilled(const std::string& folder, const std::string& command) {
  const pid_t daemon = fork();
  if (daemon == 0) {
    Shell shell(folder);
    shell.Start(command);
    shell.WaitFor("ready\n");
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(daemon, &status, 0);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
}

ProcessRecord RecordIn(const std::string& folder) { return ReadProcessRecord(folder + "/process").value(); }

std::string TextOf(const ProcessRecord& record) {
  return StrCat("boot ", record.space.boot_id, "\nnamespace ", record.space.pid_namespace, "\nkeeper ",
                record.keeper.pid, " ", record.keeper.start_ticks, "\nchild ", record.child.pid, " ",
                record.child.start_ticks, "\n");
}

std::string ShownOf(const ProcessIdentity& process, const std::string& what) {
  std::ifstream file(StrCat("/proc/", process.pid, "/", what));
  return std::string(std::istreambuf_iterator<char>(file), {});
}
// Its words; those that are empty are left out.
std::vector<std::string> CommandLineOf(const ProcessIdentity& process) {
  return absl::StrSplit(ShownOf(process, "cmdline"), '\0', absl::SkipEmpty());
}

void WaitForEndOf(const ProcessIdentity& process) {
  const FileDescriptor end = OpenProcess(process).value();
  pollfd ended{end.number(), POLLIN, 0};
  if (end) poll(&ended, 1, -1);
}

TEST(ChildProcessTest, SaysHowItEnded) {
  EXPECT_EQ(Shell().Start("exit 3").Wait(), ChildExit{.code = 3});
  const ChildExit killed = Shell().Start("kill -9 $$").Wait();
  EXPECT_EQ(killed, ChildExit{.signal = 9});
  EXPECT_EQ(killed.ShellCode(), 137);
  EXPECT_EQ(ToString(killed), "signal 9 (Killed)");
}

TEST(ChildProcessTest, PrintsIntoItsFilesAndStartsInItsFolder) {
  Shell shell;
  shell.Start("pwd; echo oops >&2").Wait();
  EXPECT_EQ(shell.Printed(), shell.folder + "\n");
  EXPECT_EQ(ReadOutput(shell.folder + "/err", 0, 100)->bytes, "oops\n");
}

TEST(ChildProcessTest, CanBeSignalledAndKilled) {
  Shell asked;
  asked.Start(kTrap).WaitFor("ready\n");
  asked.child->Signal(SIGTERM);
  EXPECT_EQ(asked.Wait(), ChildExit{.code = 7});
  asked.child->Signal(SIGTERM);  // Nobody is hit.

  Shell killed;
  killed.Start("sleep 1000").child->Kill();
  EXPECT_EQ(killed.Wait(), ChildExit{.signal = SIGKILL});
}

TEST(ChildProcessTest, WhatCannotBeStartedIsAnErrorThatNamesItAndLeavesNoRecord) {
  const std::string record = NewFolder() + "/process";
  const auto start = [&record](const std::string& executable) {
    return ChildProcess::Start({.name = "a program",
                                .executable = executable,
                                .directory = "/",
                                .stdout_path = "/dev/null",
                                .stderr_path = "/dev/null",
                                .record = record},
                               [](ChildExit) { ADD_FAILURE(); })
        .status();
  };
  EXPECT_THAT(start("/no/such/program"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such/program")));
  EXPECT_THAT(start("/etc/passwd"), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(record).parent_path()));
}

TEST(ChildProcessTest, WhatCannotBeWrittenDownIsNotStarted) {
  const std::string folder = NewFolder();
  const auto started = ChildProcess::Start({.name = "a program",
                                            .executable = "/usr/bin/touch",
                                            .arguments = {folder + "/ran"},
                                            .directory = folder,
                                            .stdout_path = "/dev/null",
                                            .stderr_path = "/dev/null",
                                            .record = folder + "/nowhere/process"},
                                           [](ChildExit) { ADD_FAILURE(); });
  EXPECT_THAT(started,
              StatusIs(absl::StatusCode::kInternal, HasSubstr("write " + folder + "/nowhere/process: No such")));
  EXPECT_FALSE(std::filesystem::exists(folder + "/ran"));
}

TEST(ChildProcessTest, OutlivesADaemonThatIsKilledAndIsAdoptedByTheNext) {
  Shell shell;
  StartByADaemonThatIsKilled(shell.folder, kTrap);
  const ProcessRecord record = RecordIn(shell.folder);
  EXPECT_TRUE(ChildLives(record));
  EXPECT_EQ(record.notes.at("cores"), "2");
  EXPECT_EQ(record.notes.at("name"), "a shell");
  shell.Adopt();
  EXPECT_EQ(shell.child->pid(), record.child.pid);
  shell.child->Signal(SIGTERM);
  EXPECT_EQ(shell.Wait(), ChildExit{.code = 7});
  EXPECT_FALSE(ChildLives(record));
}

TEST(ChildProcessTest, TellsTheNextDaemonHowItEndedInBetween) {
  Shell shell;
  mkfifo((shell.folder + "/go").c_str(), 0600);
  StartByADaemonThatIsKilled(shell.folder, "echo ready; read word < go; exit 5");
  std::ofstream(shell.folder + "/go") << "on\n";
  WaitForEndOf(RecordIn(shell.folder).keeper);
  EXPECT_EQ(shell.Adopt().Wait(), ChildExit{.code = 5});
  EXPECT_THAT(ChildProcess::Adopt(shell.folder + "/other", [](ChildExit) { ADD_FAILURE(); }),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(ChildProcessTest, IsLetGoWithItsObjectAndNothingIsTold) {
  Shell shell;
  bool told = false;
  shell.Start(kTrap).child = nullptr;
  {
    auto adopted = ChildProcess::Adopt(shell.RecordOf(), [&told](ChildExit) { told = true; });
    ASSERT_THAT(adopted, IsOk());
  }
  EXPECT_FALSE(told);
  EXPECT_TRUE(ChildLives(RecordIn(shell.folder)));
  shell.Adopt();
}

TEST(ChildProcessTest, HoldsNothingOfItsDaemon) {
  const std::string lock = NewFolder() + "/lock";
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);  // Not closed by exec.
  Shell shell;
  {
    auto daemons = FileLock::Take(lock);
    shell.Start(kTrap);
  }
  EXPECT_THAT(FileLock::Take(lock), IsOk());
  close(ends[1]);
  char byte;
  EXPECT_EQ(read(ends[0], &byte, 1), 0) << "neither keeper nor child has the other end";
  close(ends[0]);
}

TEST(ChildProcessTest, ShowsWhatItIsAndItsKeeperWhoseKeeperItIs) {
  const std::vector<std::string> daemon = CommandLineOf(IdentityOf(getpid()).value());
  Shell shell;
  shell.Start(kTrap).WaitFor("ready\n");
  const ProcessRecord record = RecordIn(shell.folder);
  EXPECT_THAT(CommandLineOf(record.child), ElementsAre("sluice: a shell", "-c", kTrap));
  EXPECT_THAT(CommandLineOf(record.keeper), ElementsAre("sluice: keeper of a shell"));
  EXPECT_EQ(ShownOf(record.keeper, "comm"), "sluice-keeper\n");
  EXPECT_EQ(CommandLineOf(IdentityOf(getpid()).value()), daemon) << "its own is as it was";
}

TEST(ChildProcessTest, ALongNameIsShownAsFarAsThereIsRoomAndHarmsNobody) {
  const std::string name(100'000, 'n');
  Shell shell;
  shell.Start(kTrap, name).WaitFor("ready\n");
  const std::vector<std::string> keeper = CommandLineOf(RecordIn(shell.folder).keeper);
  ASSERT_THAT(keeper, SizeIs(1));
  EXPECT_THAT(StrCat("sluice: keeper of ", name), StartsWith(keeper[0]));
  shell.child->Signal(SIGTERM);
  EXPECT_EQ(shell.Wait(), ChildExit{.code = 7});
}

TEST(ChildProcessTest, AProcessThatHasTheSamePidSinceIsNotMeant) {
  Shell other;
  other.Start(kTrap).WaitFor("ready\n");
  ProcessRecord record = RecordIn(other.folder);
  Shell shell;
  --record.keeper.start_ticks;
  --record.child.start_ticks;
  std::ofstream(shell.RecordOf()) << TextOf(record);
  EXPECT_FALSE(ChildLives(RecordIn(shell.folder)));
  shell.Adopt();
  shell.child->Signal(SIGTERM);
  EXPECT_EQ(shell.Wait(), kUnknownExit);
  EXPECT_TRUE(ChildLives(RecordIn(other.folder)));
}

TEST(ChildProcessTest, NoProcessOfAnotherMachineBootOrNamespaceIsMeant) {
  Shell shell;
  shell.Start(kTrap);
  const PidSpace here = RecordIn(shell.folder).space;
  for (const PidSpace& space :
       {PidSpace{"of-another-machine", here.pid_namespace}, PidSpace{here.boot_id, "pid:[1]"}}) {
    ProcessRecord record = RecordIn(shell.folder);
    record.space = space;
    const std::string copy = NewFolder() + "/process";
    std::ofstream(copy) << TextOf(record);
    EXPECT_THAT(ChildProcess::Adopt(copy, [](ChildExit) { ADD_FAILURE(); }),
                StatusIs(absl::StatusCode::kNotFound,
                         HasSubstr(StrCat("its boot id is ", space.boot_id, " in ", space.pid_namespace, " and not"))));
  }
}

TEST(ChildProcessTest, IsWatchedOnWhenItsKeeperIsKilled) {
  Shell shell;
  shell.Start(kTrap).WaitFor("ready\n");
  const ProcessRecord record = RecordIn(shell.folder);
  kill(record.keeper.pid, SIGKILL);
  WaitForEndOf(record.keeper);
  EXPECT_TRUE(ChildLives(record));
  Shell next(shell.folder);
  next.Adopt();
  next.child->Signal(SIGTERM);
  EXPECT_EQ(next.Wait(), kUnknownExit);
  EXPECT_EQ(shell.Wait(), kUnknownExit);
  EXPECT_EQ(ToString(kUnknownExit), "exit code unknown: its keeper was killed");
  EXPECT_EQ(kUnknownExit.ShellCode(), 1);
}

TEST(ChildProcessTest, AKeeperThatIsKilledLeavesNoZombieWhileItsChildGoesOn) {
  Shell shell;
  shell.Start(kTrap).WaitFor("ready\n");
  const ProcessRecord record = RecordIn(shell.folder);
  kill(record.keeper.pid, SIGKILL);
  while (IdentityOf(record.keeper.pid) == record.keeper) sched_yield();  // A poll: the test has a time limit.
  EXPECT_TRUE(ChildLives(record));
}

TEST(ChildProcessTest, ItsEndIsKnownThoughItsKeeperStandsStill) {
  Shell shell;
  shell.Start(kTrap).WaitFor("ready\n");
  const ProcessRecord record = RecordIn(shell.folder);
  kill(record.keeper.pid, SIGSTOP);
  shell.child->Signal(SIGTERM);
  EXPECT_EQ(shell.Wait(), kUnknownExit);
  EXPECT_NE(IdentityOf(record.keeper.pid), record.keeper) << "nobody needs it any more";
}

TEST(ChildProcessTest, ADaemonThatInheritsChildrenWithoutAKeeperKnowsHowTheyEnd) {
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // As the first process of a container.
  {
    Shell shell;
    shell.Start(kTrap).WaitFor("ready\n");
    const ProcessRecord record = RecordIn(shell.folder);
    kill(record.keeper.pid, SIGKILL);
    WaitForEndOf(record.keeper);
    shell.child->Signal(SIGTERM);
    EXPECT_EQ(shell.Wait(), ChildExit{.code = 7});
    EXPECT_NE(IdentityOf(record.child.pid), record.child) << "it is no zombie";
  }
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST(ChildProcessTest, ItsKeeperEndsBehindItAndLeavesNoZombie) {
  Shell shell;
  shell.Start("exit 0").Wait();
  const ProcessRecord record = RecordIn(shell.folder);
  EXPECT_NE(IdentityOf(record.keeper.pid), record.keeper);
  EXPECT_NE(IdentityOf(record.child.pid), record.child);
}

TEST(ProcessRecordTest, ALineThatIsNotWholeIsStillBeingWrittenAndUnknownOnesAreOfLaterVersions) {
  const std::string text = "boot b\nnamespace n\nkeeper 10 77\nchild 11 78\ncolour red\n";
  EXPECT_EQ(ParseProcessRecord(text + "exit code 3")->exit, std::nullopt);
  EXPECT_EQ(ParseProcessRecord(text + "exit code 3\n")->exit, ChildExit{.code = 3});
  EXPECT_EQ(ParseProcessRecord(text + "exit signal 11\n")->exit, ChildExit{.signal = 11});
  EXPECT_EQ(ParseProcessRecord(text)->child, (ProcessIdentity{.pid = 11, .start_ticks = 78}));
}

TEST(ProcessRecordTest, WhatIsDamagedIsRefused) {
  for (const char* text :
       {"", "boot b\n", "boot b\nkeeper 10 77\nchild 11 78\n", "boot b\nnamespace n\nkeeper 10 77\n",
        "boot b\nnamespace n\nkeeper 10 77\nchild 11\n", "boot b\nnamespace n\nkeeper x 77\nchild 11 78\n",
        "boot b\nnamespace n\nkeeper 10 77\nchild -1 78\n",
        "boot b\nnamespace n\nkeeper 10 77\nchild 11 78\nexit 3\n"}) {
    EXPECT_THAT(ParseProcessRecord(text), StatusIs(absl::StatusCode::kDataLoss)) << text;
  }
}

}  // namespace
}  // namespace sluice
