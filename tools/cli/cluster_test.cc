// Applications, as users see them on the command line.
#include <signal.h>

#include "tools/cli/cluster_commands_test_base.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;

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
  SluiceProcess unknown(folder(), {name});
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

TEST_F(ClusterCommandsTest, ExecutorsThatFailAtOnceAreTold) {
  auto worker = StartWorker();
  auto submit = Command({"submit", "--conf", "fake.executor=fails", kApplication, "--", "wait"});
  submit->WaitForError("executor 1 on");
  EXPECT_THAT(submit->Err(), HasSubstr("ended with exit code 5; another one is started"));
  submit->Signal(SIGINT);
  EXPECT_EQ(submit->Code(), 0);
}

TEST_F(ClusterCommandsTest, MistakesAreNamed) {
  const auto expect = [](SluiceProcess& command, int code, const std::string& text) {
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
  SluiceProcess unknown(folder(), {"fly"});
  expect(unknown, 2, "fly");
  SluiceProcess busy(folder(), {"driver", "--listen", address_, "--data-dir", folder() + "/other"});
  expect(busy, 1, address_);
  SluiceProcess same_folder(folder(), {"driver", "--listen", "127.0.0.1:0", "--data-dir", folder() + "/driver"});
  expect(same_folder, 1, "--data-dir");
  SluiceProcess anywhere(folder(), {"driver", "--listen", "0.0.0.0:0", "--data-dir", folder() + "/other"});
  expect(anywhere, 1, "0.0.0.0");
  SluiceProcess nobody(folder(), {"status", "--driver", "127.0.0.1:1"});
  expect(nobody, 1, "127.0.0.1:1");
}

}  // namespace
}  // namespace sluice
