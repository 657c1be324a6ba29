// Executors that are shells, and two daemons one after the other that have their data folder.
#include "worker/daemon/executor_processes.h"

#include <sched.h>
#include <signal.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "common/actor/runtime.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "common/process/output_log.h"
#include "gtest/gtest.h"
#include "worker/daemon/worker_id.h"

namespace sluice {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr char kUntilAsked[] = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done";
constexpr char kUntilKilled[] = "trap '' TERM; echo ready; while :; do sleep 0.01; done";
const ExecutorName kOne(ApplicationId("app-1"), ExecutorId(1)), kTwo(ApplicationId("app-1"), ExecutorId(2));
const ExecutableKey kShell{.build_id = "a1", .checksum = "b2", .bytes = 77};

// A worker daemon, as far as its children are concerned. The test calls in its mailbox and waits.
class Daemon {
 public:
  explicit Daemon(const std::string& folder)
      : processes_(*mailbox_, DataDir::Open(folder).value(),
                   [this](const ExecutorName& name, const ChildExit& exit, bool stopped) {
                     exits_[name] = StrCat(ToString(exit), stopped ? ", stopped" : "");
                   }) {}
  ~Daemon() {
    Do([this] { processes_.LetGo(); });
    mailbox_.reset();
  }

  int64_t Start(const ExecutorName& name, const std::string& command) {
    ExecutorLaunch launch{.name = name, .executable = kShell, .arguments = {"-c", command}};
    launch.role.cores = 2;
    int64_t pid = 0;
    Do([&] { pid = processes_.Start(launch, "/bin/sh").value(); });
    const std::string log = OutputPath(processes_.data_dir().ProcessDir("app-1", ToString(name.second)), false);
    while (ReadOutput(log, 0, 100)->bytes != "ready\n") sched_yield();  // A poll: the test has a time limit.
    return pid;
  }
  void AdoptAll() {
    Do([this] { processes_.AdoptAll(); });
  }
  void Stop(const ExecutorName& name) {
    Do([this, name] { processes_.Stop(name); });
  }
  void Kill(const ExecutorName& name) {
    Do([this, name] { processes_.all().at(name).child->Signal(SIGKILL); });
  }
  std::string ExitOf(const ExecutorName& name) {
    std::string exit;
    while (exit.empty()) Do([&] { exit = exits_[name]; });  // A poll: the test has a time limit.
    return exit;
  }
  template <class Function>
  void Do(Function function) {
    const auto done = ThreadRuntime().NewEvent();
    mailbox_->Post([&function, done] {
      function();
      done->Set();
    });
    ASSERT_TRUE(done->Wait(kPatience));
  }
  const std::map<ExecutorName, ExecutorProcesses::Executor>& executors() const { return processes_.all(); }
  const DataDir& data_dir() const { return processes_.data_dir(); }

 private:
  std::unique_ptr<Mailbox> mailbox_ = ThreadRuntime().NewMailbox("daemon");
  std::map<ExecutorName, std::string> exits_;
  ExecutorProcesses processes_;
};

class ExecutorProcessesTest : public testing::Test {
 protected:
  void Restart() {
    daemon_.reset();
    daemon_ = std::make_unique<Daemon>(folder_.path());
    daemon_->AdoptAll();
  }

  const TemporaryFolder folder_ = *TemporaryFolder::Create("executor-processes");
  std::unique_ptr<Daemon> daemon_ = std::make_unique<Daemon>(folder_.path());
};

TEST_F(ExecutorProcessesTest, TheNextDaemonHasTheExecutorsOfTheFormer) {
  const int64_t pid = daemon_->Start(kOne, kUntilAsked);
  Restart();
  ASSERT_EQ(daemon_->executors().size(), 1);
  const ExecutorProcesses::Executor& executor = daemon_->executors().at(kOne);
  EXPECT_EQ(executor.child->pid(), pid);
  EXPECT_EQ(executor.cores, 2);
  EXPECT_EQ(executor.executable, kShell);
  EXPECT_FALSE(executor.stopping);
  EXPECT_TRUE(std::filesystem::exists(WorkPath(daemon_->data_dir().ProcessDir("app-1", "1"))));
  daemon_->Stop(kOne);
  EXPECT_EQ(daemon_->ExitOf(kOne), "exit code 3, stopped");
  EXPECT_FALSE(std::filesystem::exists(WorkPath(daemon_->data_dir().ProcessDir("app-1", "1"))));
}

TEST_F(ExecutorProcessesTest, WhatEndsWithoutADaemonIsToldToTheNextOnce) {
  const int64_t pid = daemon_->Start(kOne, kUntilAsked);
  daemon_.reset();
  kill(static_cast<pid_t>(pid), SIGTERM);
  Restart();
  EXPECT_EQ(daemon_->ExitOf(kOne), "exit code 3");
  Restart();
  EXPECT_TRUE(daemon_->executors().empty());
}

TEST_F(ExecutorProcessesTest, WhatWasToldToEndIsStillEndingForTheNextDaemonAndNotAskedTwice) {
  daemon_->Start(kOne, kUntilKilled);
  const int64_t other = daemon_->Start(kTwo, kUntilAsked);
  daemon_->Stop(kOne);
  Restart();
  EXPECT_TRUE(daemon_->executors().at(kOne).stopping);
  EXPECT_EQ(daemon_->executors().at(kTwo).child->pid(), other);
  daemon_->Kill(kOne);
  EXPECT_EQ(daemon_->ExitOf(kOne), "signal 9 (Killed), stopped");
  daemon_->Kill(kTwo);
  EXPECT_EQ(daemon_->ExitOf(kTwo), "signal 9 (Killed)");
}

TEST(WorkerIdTest, IsThatOfTheFormerDaemonOfTheFolderAndAnotherInACopy) {
  const TemporaryFolder folder = *TemporaryFolder::Create("worker-id");
  const std::string path = folder.path() + "/data", copy = folder.path() + "/copy";
  EXPECT_EQ(WorkerIdOf(DataDir::Open(path).value(), "worker-1").value(), "worker-1");
  EXPECT_EQ(WorkerIdOf(DataDir::Open(path).value(), "worker-2").value(), "worker-1");
  std::filesystem::copy(path, copy, std::filesystem::copy_options::recursive);
  EXPECT_EQ(WorkerIdOf(DataDir::Open(copy).value(), "worker-3").value(), "worker-3");
  EXPECT_EQ(WorkerIdOf(DataDir::Open(copy).value(), "worker-4").value(), "worker-3");
}

}  // namespace
}  // namespace sluice
