// Real daemons on loopback, real children, and the command line as users call it; only the application is a fake.
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "common/process/child_process.h"
#include "common/process/output_log.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

constexpr char kSluice[] = "tools/sluice";
constexpr char kApplication[] = "tools/cli/fake_application";

constexpr absl::Duration kPatience = absl::Seconds(30);

bool Has(const std::string& output, const std::string& text) { return output.find(text) != std::string::npos; }

// Asks the cluster, by a command of its own each time, until its answer has `text`; the test fails after a while.
void AskFor(const std::string& text, const std::function<std::string()>& ask) {
  const absl::Time deadline = absl::Now() + kPatience;
  while (!Has(ask(), text)) ASSERT_LT(absl::Now(), deadline) << "never answered: " << text;
}

// Waits for the end of a process that need not be a child; the test fails after a while.
void AwaitEndOf(pid_t pid) {
  const int process = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (process < 0 && errno == ESRCH) return;
  pollfd end{process, POLLIN, 0};
  EXPECT_EQ(poll(&end, 1, static_cast<int>(absl::ToInt64Milliseconds(kPatience))), 1) << "process " << pid << " lives";
  close(process);
}

// Tells when something is written into a file of a folder.
class FolderWatch {
 public:
  explicit FolderWatch(const std::string& folder) : changes_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    EXPECT_GE(inotify_add_watch(changes_, folder.c_str(), IN_CREATE | IN_MODIFY), 0);
  }
  ~FolderWatch() { close(changes_); }
  // False: nothing was for so long.
  bool Wait(absl::Duration limit) const {
    pollfd change{changes_, POLLIN, 0};
    const auto millis = static_cast<int>(absl::ToInt64Milliseconds(std::max(limit, absl::ZeroDuration())));
    if (poll(&change, 1, millis) != 1) return false;
    char events[4096];
    while (read(changes_, events, sizeof events) > 0) {
    }
    return true;
  }

 private:
  const int changes_;
};

// `sluice WORDS...` as a process of its own.
class Sluice {
 public:
  Sluice(const std::string& folder, const Words& words) : folder_(folder + "/run") {
    static int number = 0;
    folder_ += StrCat(++number);
    mkdir(folder_.c_str(), 0755);
    char* directory = getcwd(nullptr, 0);
    child_ = ChildProcess::Start({.name = StrCat("a command of a test, ", words[0]),
                                  .executable = std::string(directory) + "/" + kSluice,
                                  .arguments = words,
                                  .environment = {"HOME=" + folder},
                                  .directory = directory,
                                  .stdout_path = folder_ + "/out",
                                  .stderr_path = folder_ + "/err",
                                  .record = folder_ + "/process"},
                                 [this](ChildExit exit) { exit_.set_value(exit); })
                 .value();
    free(directory);
  }

  ~Sluice() { child_->Kill(); }

  // Of a command that ends by itself, or was told to.
  int Code() {
    if (exited_.wait_for(std::chrono::seconds(60)) != std::future_status::ready) return -1;
    return exited_.get().ShellCode();
  }
  std::string Out() const { return ReadOutput(folder_ + "/out", 0, 1 << 20)->bytes; }
  std::string Err() const { return ReadOutput(folder_ + "/err", 0, 1 << 20)->bytes; }
  pid_t pid() const { return child_->pid(); }
  void Signal(int signal) { child_->Signal(signal); }
  void WaitForOutput(const std::string& text) {
    Await(text, [this] { return Out(); });
  }
  void WaitForError(const std::string& text) {
    Await(text, [this] { return Err(); });
  }

 private:
  // The test fails after a while.
  void Await(const std::string& text, const std::function<std::string()>& output) {
    const FolderWatch written(folder_);
    const absl::Time deadline = absl::Now() + kPatience;
    while (!Has(output(), text)) ASSERT_TRUE(written.Wait(deadline - absl::Now())) << "never said: " << text;
  }

  std::string folder_;
  std::promise<ChildExit> exit_;
  std::shared_future<ChildExit> exited_ = exit_.get_future().share();
  std::unique_ptr<ChildProcess> child_;
};

std::string After(const std::string& text, const std::string& mark) {
  const size_t at = text.find(mark);
  if (at == std::string::npos) return "";
  const size_t from = at + mark.size();
  return text.substr(from, text.find_first_of("\n,\"", from) - from);
}

class ClusterCommandsTest : public testing::Test {
 protected:
  void SetUp() override { StartDriver("127.0.0.1:0"); }
  // What daemons have started outlives them.
  void TearDown() override {
    driver_.reset();
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder())) {
      if (file.path().filename() != "process") continue;
      if (auto child = ChildProcess::Adopt(file.path(), [](ChildExit) {}); child.ok()) (*child)->Kill();
    }
  }

  void StartDriver(const std::string& listen, const Words& options = {}) {
    Words words = {"driver", "--listen", listen, "--data-dir", folder() + "/driver"};
    words.insert(words.end(), options.begin(), options.end());
    driver_ = std::make_unique<Sluice>(folder(), words);
    driver_->WaitForOutput("listening on");
    address_ = After(driver_->Out(), "listening on ");
  }
  std::unique_ptr<Sluice> StartWorker(const Words& flags = {}) {
    Words words = {"worker", "--driver", address_, "--cores", "2", "--data-dir", folder() + "/worker"};
    words.insert(words.end(), flags.begin(), flags.end());
    auto worker = std::make_unique<Sluice>(folder(), words);
    worker->WaitForOutput("registered with " + address_);
    return worker;
  }
  std::unique_ptr<Sluice> Command(Words words) {
    words.insert(words.begin() + 1, {"--driver", address_});
    return std::make_unique<Sluice>(folder(), words);
  }
  // `order`: drain or undrain.
  std::unique_ptr<Sluice> WorkerCommand(const std::string& order, const std::string& worker) {
    return std::make_unique<Sluice>(folder(), Words{"worker", order, "--driver", address_, worker});
  }
  std::string Status() {
    auto status = Command({"status", "--json"});
    EXPECT_EQ(status->Code(), 0) << status->Err();
    return status->Out();
  }
  void WaitForStatus(const std::string& text) {
    AskFor(text, [this] { return Status(); });
  }
  // Of applications that run.
  std::vector<pid_t> DriverPids() {
    std::vector<pid_t> pids;
    const std::string mark = R"("driver_pid":)", json = Status();
    for (size_t at = json.find(mark); at != std::string::npos; at = json.find(mark, at + 1)) {
      const pid_t pid = std::stoi(json.substr(at + mark.size()));
      if (pid > 0) pids.push_back(pid);
    }
    return pids;
  }
  std::string SubmitDetached(const Words& flags, const Words& arguments) {
    Words words = {"submit", "--detach"};
    words.insert(words.end(), flags.begin(), flags.end());
    words.insert(words.end(), {kApplication, "--"});
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto submit = Command(words);
    EXPECT_EQ(submit->Code(), 0) << submit->Err();
    const std::string out = submit->Out();
    return out.substr(0, out.find('\n'));
  }
  const std::string& folder() const { return folder_->path(); }

  absl::StatusOr<TemporaryFolder> folder_ = TemporaryFolder::Create("cluster");
  std::unique_ptr<Sluice> driver_;
  std::string address_;
};

TEST_F(ClusterCommandsTest, SubmitFollowsTheApplicationAndReturnsItsExitCode) {
  auto worker = StartWorker();
  for (int round = 0; round < 2; ++round) {  // The second time the executable is known.
    auto submit = Command({"submit", "--name", "three", kApplication, "--", "exit", "3", "--flag"});
    EXPECT_EQ(submit->Code(), 3);
    EXPECT_EQ(submit->Out(), "argument exit\nargument 3\nargument --flag\n");
    EXPECT_THAT(submit->Err(), HasSubstr("fake driver of three\n"));
    EXPECT_THAT(submit->Err(), HasSubstr("exit code 3"));
  }
  auto submit = Command({"submit", kApplication, "--", "exit", "0"});
  EXPECT_EQ(submit->Code(), 0);
  EXPECT_THAT(Status(), HasSubstr(R"("state":"FAILED","message":"its driver ended with exit code 3")"));
  EXPECT_THAT(Status(), HasSubstr(R"("name":"fake_application","state":"FINISHED")"));
}

TEST_F(ClusterCommandsTest, AnApplicationIsSeenLoggedAndKilled) {
  const std::string id = SubmitDetached({"--cores", "2"}, {"wait"});
  WaitForStatus(R"("state":"WAITING")");
  auto worker = StartWorker();
  WaitForStatus(R"("cores":2,"state":"running")");
  WaitForStatus(R"("received":42)");
  auto text = Command({"status"});
  EXPECT_EQ(text->Code(), 0);
  EXPECT_THAT(text->Out(), HasSubstr(id + " RUNNING"));

  auto follow = Command({"logs", "--follow", id});
  follow->WaitForOutput("waiting");
  auto executor_log = Command({"logs", "--executor", "0", id});
  EXPECT_EQ(executor_log->Code(), 0);
  EXPECT_THAT(executor_log->Out(), HasSubstr("executor 0 with 2 cores for 127.0.0.1:1"));

  auto kill = Command({"kill", id});
  EXPECT_EQ(kill->Code(), 0) << kill->Err();
  EXPECT_THAT(kill->Out(), HasSubstr(id + " KILLED"));
  EXPECT_EQ(follow->Code(), 0);
  EXPECT_EQ(follow->Out(), "waiting\nstopped: it is killed\n");
  EXPECT_EQ(Command({"kill", id})->Code(), 1);
  WaitForStatus(R"("cores_used":0)");
}

TEST_F(ClusterCommandsTest, NamesAreShownSoThatNobodyObeysThem) {
  const std::string name = "a\nb\033[31m\u202E";
  auto worker = StartWorker();
  auto submit = Command({"submit", "--name", name, "--conf", "no\033[2J=x", kApplication, "--", "exit", "0"});
  EXPECT_EQ(submit->Code(), 0) << submit->Err();
  EXPECT_THAT(Status(), HasSubstr(R"("name":"a\u000ab\u001b[31m\u202e")"));
  auto status = Command({"status"});
  EXPECT_EQ(status->Code(), 0);
  EXPECT_THAT(status->Out(), HasSubstr("FINISHED  a\\nb\\x1B[31m\\u202E, "));
  auto kill = Command({"kill", name});
  EXPECT_EQ(kill->Code(), 1);
  EXPECT_THAT(kill->Err(), HasSubstr("no application a\\nb\\x1B[31m"));
  Sluice unknown(folder(), {name});
  EXPECT_EQ(unknown.Code(), 2);
  auto flag = Command({"status", "--" + name});
  EXPECT_EQ(flag->Code(), 2);
  for (const std::string& text : {status->Out(), kill->Err(), unknown.Err(), flag->Err(), driver_->Err()}) {
    EXPECT_THAT(text, Not(HasSubstr("\033"))) << text;
    EXPECT_THAT(text, Not(HasSubstr("a\nb"))) << text;
    EXPECT_THAT(text, HasSubstr("a\\nb\\x1B[31m"));
  }
  auto no_text = Command({"submit", "--name", "caf\xE9", kApplication, "--", "exit", "0"});
  EXPECT_EQ(no_text->Code(), 0) << no_text->Err();
  EXPECT_THAT(Status(), HasSubstr(R"("name":"caf\\xE9")"));
  auto longer = Command({"submit", "--name", std::string(100'000, 'x'), kApplication});
  EXPECT_EQ(longer->Code(), 1);
  EXPECT_THAT(longer->Err(), HasSubstr("the name of the application is too long: bytes=100000 at most=256"));
  auto two = Command({"submit", "--conf", "a=b\nsluice.log.level=off", kApplication});
  EXPECT_EQ(two->Code(), 1);
  EXPECT_THAT(two->Err(), HasSubstr("a setting must be one line of text"));
}

TEST_F(ClusterCommandsTest, CtrlCStopsTheApplicationGracefully) {
  auto worker = StartWorker();
  auto submit = Command({"submit", kApplication, "--", "wait"});
  submit->WaitForOutput("waiting");
  submit->Signal(SIGINT);
  EXPECT_EQ(submit->Code(), 0) << submit->Err();
  EXPECT_THAT(submit->Out(), HasSubstr("stopped: the user who submitted it asked for it"));
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
  const std::unique_ptr<Sluice> former = std::move(driver_);
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

TEST_F(ClusterCommandsTest, ExecutorsThatFailAtOnceAreTold) {
  auto worker = StartWorker();
  auto submit = Command({"submit", "--conf", "fake.executor=fails", kApplication, "--", "wait"});
  submit->WaitForError("executor 1 on");
  EXPECT_THAT(submit->Err(), HasSubstr("ended with exit code 5; another one is started"));
  submit->Signal(SIGINT);
  EXPECT_EQ(submit->Code(), 0);
}

TEST_F(ClusterCommandsTest, MistakesAreNamed) {
  const auto expect = [](Sluice& command, int code, const std::string& text) {
    EXPECT_EQ(command.Code(), code) << command.Err();
    EXPECT_THAT(command.Err(), HasSubstr(text));
  };
  expect(*Command({"submit", "/bin/true"}), 1, "/bin/true is not a Sluice application");
  expect(*Command({"submit", "/no/such/file"}), 1, "/no/such/file");
  expect(*Command({"submit", "--conf", "novalue", kApplication}), 1, "novalue");
  expect(*Command({"logs", "app-9"}), 1, "app-9");
  expect(*Command({"kill", "app-9"}), 1, "app-9");
  expect(*WorkerCommand("drain", "w7"), 1, "no worker w7: none has registered");
  expect(*WorkerCommand("undrain", "w7"), 1, "no worker w7: none has registered");
  expect(*Command({"status", "--nonsense"}), 2, "--nonsense");
  Sluice unknown(folder(), {"fly"});
  expect(unknown, 2, "fly");
  Sluice busy(folder(), {"driver", "--listen", address_, "--data-dir", folder() + "/other"});
  expect(busy, 1, address_);
  Sluice same_folder(folder(), {"driver", "--listen", "127.0.0.1:0", "--data-dir", folder() + "/driver"});
  expect(same_folder, 1, "--data-dir");
  Sluice anywhere(folder(), {"driver", "--listen", "0.0.0.0:0", "--data-dir", folder() + "/other"});
  expect(anywhere, 1, "0.0.0.0");
  Sluice nobody(folder(), {"status", "--driver", "127.0.0.1:1"});
  expect(nobody, 1, "127.0.0.1:1");
}

TEST_F(ClusterCommandsTest, AWorkerIsRefusedByWhatIsNoDriver) {
  auto worker = StartWorker();
  const std::string wrong = After(worker->Err(), "listens on ");
  Sluice lost(folder(), {"worker", "--driver", wrong, "--data-dir", folder() + "/lost"});
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
