// Daemons and what they have started, as users see them on the command line: they die, are replaced, drained and
// stopped.
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "tools/cli/cluster_commands_test_base.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;

// Waits for the end of a process that need not be a child; the test fails after a while.
void AwaitEndOf(pid_t pid) {
  const int process = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (process < 0 && errno == ESRCH) return;
  pollfd end{process, POLLIN, 0};
  EXPECT_EQ(poll(&end, 1, static_cast<int>(absl::ToInt64Milliseconds(kPatience))), 1) << "process " << pid << " lives";
  close(process);
}

TEST_F(ClusterCommandsTest, ExecutorsOutliveAKilledWorkerAndAreAdoptedByTheNext) {
  auto worker = StartWorker();
  SubmitDetached({}, {"wait"});
  WaitForStatus(R"("state":"running","pid":)");
  const int pid = std::stoi(After(Status(), R"("state":"running","pid":)"));
  const std::string executor = StrCat(R"("state":"running","pid":)", pid, "}");
  worker->Signal(SIGKILL);
  EXPECT_EQ(worker->Code(), 128 + SIGKILL);
  WaitForStatus(R"("state":"away")");
  EXPECT_THAT(Status(), HasSubstr(executor));
  worker = StartWorker();
  WaitForStatus(R"("state":"alive")");
  EXPECT_THAT(Status(), HasSubstr(executor));
  auto next = StartWorker({"--replace"});
  EXPECT_EQ(worker->Code(), 0) << worker->Err();
  WaitForStatus(R"("state":"alive")");
  EXPECT_THAT(Status(), HasSubstr(executor));
  EXPECT_EQ(kill(pid, 0), 0);
  next->Signal(SIGTERM);
  EXPECT_EQ(next->Code(), 0) << next->Err();
  AwaitEndOf(pid);
}

TEST_F(ClusterCommandsTest, AKilledExecutorIsReplaced) {
  auto worker = StartWorker();
  SubmitDetached({}, {"wait"});
  WaitForStatus(R"("state":"running","pid":)");
  kill(std::stoi(After(Status(), R"("state":"running","pid":)")), SIGKILL);
  WaitForStatus(R"("executor":1,)");
}

TEST_F(ClusterCommandsTest, ApplicationsAndWhoFollowsThemOutliveTheDriverDaemon) {
  auto worker = StartWorker();
  auto submit = Command({"submit", "--cores", "1", kApplication, "--", "wait"});
  submit->WaitForOutput("waiting");
  const std::string supervised = SubmitDetached({"--cores", "1", "--supervise"}, {"wait"});
  auto follow = Command({"logs", "--follow", supervised});
  follow->WaitForOutput("waiting");
  WaitForStatus(R"("cores_used":2)");
  const std::vector<pid_t> drivers = DriverPids();
  driver_->Signal(SIGKILL);
  EXPECT_EQ(driver_->Code(), 128 + SIGKILL);
  submit->WaitForError("is away");
  StartDriver(address_);
  submit->WaitForError("is back");
  follow->WaitForError("is back");
  WaitForStatus(R"("cores_used":2)");
  EXPECT_EQ(DriverPids(), drivers);
  EXPECT_THAT(Status(), Not(HasSubstr(R"("executor":1,)"))) << "nothing is started anew";

  submit->Signal(SIGINT);
  EXPECT_EQ(submit->Code(), 0) << submit->Err();
  EXPECT_EQ(submit->Out(), "waiting\nstopped: the user who submitted it asked for it\n");
  EXPECT_EQ(Command({"kill", supervised})->Code(), 0);
  EXPECT_EQ(follow->Code(), 0) << follow->Err();
  EXPECT_EQ(follow->Out(), "waiting\nstopped: it is killed\n");
}

TEST_F(ClusterCommandsTest, ASuccessorTakesOverFromADriverDaemon) {
  auto worker = StartWorker();
  auto submit = Command({"submit", kApplication, "--", "wait"});
  submit->WaitForOutput("waiting");
  WaitForStatus(R"("state":"running","pid":)");
  const std::vector<pid_t> drivers = DriverPids();
  const std::unique_ptr<SluiceProcess> former = std::move(driver_);
  StartDriver(address_, {"--replace"});
  EXPECT_EQ(former->Code(), 0) << former->Err();
  EXPECT_THAT(former->Err(), HasSubstr("making room for a successor"));
  submit->WaitForError("is back");
  WaitForStatus(R"("state":"running","pid":)");
  EXPECT_EQ(DriverPids(), drivers);
  submit->Signal(SIGINT);
  EXPECT_EQ(submit->Code(), 0) << submit->Err();
}

TEST_F(ClusterCommandsTest, CtrlCWhileTheDriverDaemonIsAwayIsPassedOnWhenItIsBack) {
  auto worker = StartWorker();
  auto submit = Command({"submit", kApplication, "--", "wait"});
  submit->WaitForOutput("waiting");
  driver_->Signal(SIGKILL);
  submit->WaitForError("is away");
  submit->Signal(SIGINT);
  submit->WaitForError("asking the application to stop");
  StartDriver(address_);
  EXPECT_EQ(submit->Code(), 0) << submit->Err();
  EXPECT_THAT(submit->Out(), HasSubstr("stopped: the user who submitted it asked for it"));
}

TEST_F(ClusterCommandsTest, ADriverThatDiesWithItsDaemonHasFailedOrIsStartedAgain) {
  auto worker = StartWorker();
  const std::string plain = SubmitDetached({"--cores", "1"}, {"wait"});
  const std::string supervised = SubmitDetached({"--cores", "1", "--supervise"}, {"wait"});
  WaitForStatus(R"("cores_used":2)");
  const std::vector<pid_t> drivers = DriverPids();
  driver_->Signal(SIGKILL);
  EXPECT_EQ(driver_->Code(), 128 + SIGKILL);
  for (const pid_t pid : drivers) {
    kill(pid, SIGKILL);
    AwaitEndOf(pid);
  }
  StartDriver(address_);
  WaitForStatus(R"x("state":"FAILED","message":"its driver ended with signal 9 (Killed)")x");
  AskFor("life 2\n", [&] {  // Its driver knows that it is the second one.
    auto logs = Command({"logs", supervised});
    return logs->Code() == 0 ? logs->Err() : "";
  });
  auto kill = Command({"kill", supervised});
  EXPECT_EQ(kill->Code(), 0) << kill->Err();
  EXPECT_THAT(Command({"kill", plain})->Code(), 1);
}

// As after the machine was booted: nobody knows how its driver ended.
TEST_F(ClusterCommandsTest, AnApplicationThatNobodyKnowsOfHasFailed) {
  auto worker = StartWorker();
  const std::string id = SubmitDetached({}, {"wait"});
  WaitForStatus(R"("state":"running","pid":)");
  const pid_t driver = DriverPids().at(0);
  driver_->Signal(SIGKILL);
  EXPECT_EQ(driver_->Code(), 128 + SIGKILL);
  kill(driver, SIGKILL);
  AwaitEndOf(driver);
  unlink(StrCat(folder(), "/driver/applications/", id, "/driver/process").c_str());
  StartDriver(address_);
  WaitForStatus(R"("state":"FAILED","message":"the driver daemon was restarted")");
}

TEST_F(ClusterCommandsTest, DaemonsDrainOnSigterm) {
  auto worker = StartWorker();
  auto submit = Command({"submit", kApplication, "--", "wait"});
  WaitForStatus(R"("state":"running","pid":)");
  const std::string id = After(Status(), R"("application":")");
  driver_->Signal(SIGTERM);
  EXPECT_EQ(submit->Code(), 1);
  EXPECT_THAT(submit->Err(), HasSubstr(id + " KILLED: the driver daemon is stopping; its driver ended"));
  EXPECT_EQ(driver_->Code(), 0) << driver_->Err();
  worker->Signal(SIGTERM);
  EXPECT_EQ(worker->Code(), 0) << worker->Err();
  StartDriver(address_);
  EXPECT_THAT(Status(), HasSubstr(id));
  EXPECT_THAT(Status(), HasSubstr(R"("state":"KILLED","message":"the driver daemon is stopping; its driver ended)"));
}

TEST_F(ClusterCommandsTest, AnEmptyWorkerIsDrainedAtOnceAndStaysSoUntilItIsUndrained) {
  auto worker = StartWorker();
  const std::string id = After(Status(), R"("worker":")");
  auto drain = WorkerCommand("drain", id);
  EXPECT_EQ(drain->Code(), 0) << drain->Err();
  EXPECT_EQ(drain->Out(), id + " drained: it has no executors, and gets none until it is undrained\n");
  driver_->Signal(SIGKILL);
  EXPECT_EQ(driver_->Code(), 128 + SIGKILL);
  StartDriver(address_);
  WaitForStatus(R"("state":"drained")");
  auto submit = Command({"submit", kApplication, "--", "exit", "0"});
  submit->WaitForError("waits for a worker with a free core");
  auto undrain = WorkerCommand("undrain", id);
  EXPECT_EQ(undrain->Code(), 0) << undrain->Err();
  EXPECT_EQ(undrain->Out(), id + " takes executors\n");
  EXPECT_EQ(submit->Code(), 0) << submit->Err();
}

TEST_F(ClusterCommandsTest, AWorkerIsRefusedByWhatIsNoDriver) {
  auto worker = StartWorker();
  const std::string wrong = After(worker->Err(), "listens on ");
  SluiceProcess lost(folder(), {"worker", "--driver", wrong, "--data-dir", folder() + "/lost"});
  EXPECT_EQ(lost.Code(), 1);
  EXPECT_THAT(lost.Err(), HasSubstr("this is a Sluice worker daemon"));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(ClusterCommandsTest, AtRestADaemonIsSmall) {
  auto worker = StartWorker();
  for (const pid_t pid : {driver_->pid(), worker->pid()}) {
    std::ifstream status(StrCat("/proc/", pid, "/status"));
    std::string line;
    while (std::getline(status, line) && line.rfind("VmRSS:", 0) != 0) {
    }
    EXPECT_LT(std::stol(line.substr(6)), 40 << 10) << line;  // KiB.
  }
}
#endif

}  // namespace
}  // namespace sluice
