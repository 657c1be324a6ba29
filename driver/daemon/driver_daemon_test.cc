// What a driver daemon says to strangers.
#include "driver/daemon/driver_daemon.h"

#include <functional>
#include <future>
#include <map>

#include "common/base/other_versions.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/base/version.h"
#include "common/fs/temporary_folder.h"
#include "common/http/test_client.h"
#include "common/net/conversations.h"
#include "common/net/in_process_transport.h"
#include "common/net/session.h"
#include "common/process/application_marker.h"
#include "gtest/gtest.h"
#include "proto/application.pb.h"
#include "proto/submit.pb.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class DriverDaemonTest : public testing::Test {
 protected:
  // How the daemon ends a conversation that begins with `first`.
  absl::Status AnswerTo(const std::string& conversation, Frame first) {
    auto closed = std::make_shared<std::promise<absl::Status>>();
    auto link = transport_->Connect(
        daemon_->addresses().daemon, conversation, absl::Seconds(5),
        {.on_frame = [](Frame) {}, .on_closed = [closed](absl::Status reason) { closed->set_value(reason); }});
    (void)link->Send(std::move(first));
    auto reason = closed->get_future();
    if (reason.wait_for(std::chrono::seconds(30)) != std::future_status::ready) return absl::OkStatus();
    return reason.get();
  }
  absl::Status AnswerTo(const v1::Register& registration) {
    v1::WorkerToDriver message;
    *message.mutable_register_() = registration;
    return AnswerTo(conversations::kJoin, ToFrame(message));
  }

  static v1::Register AWorker() {
    v1::Register registration;
    registration.set_version(ThisVersion());
    registration.set_cpu(ThisCpu());
    registration.set_worker("w1");
    registration.set_cores(1);
    return registration;
  }

  absl::StatusOr<TemporaryFolder> folder_ = TemporaryFolder::Create("daemon");
  std::unique_ptr<Transport> transport_ = NewInProcessTransport();
  std::unique_ptr<DriverDaemon> daemon_ =
      DriverDaemon::Start(ThreadRuntime(), *transport_, DataDir::Open(folder_->path()).value(),
                          {.listen = "local:0", .metrics_listen = "127.0.0.1:0", .web_listen = "127.0.0.1:0"})
          .value();
};

TEST_F(DriverDaemonTest, AWorkerOfAnotherVersionIsRefusedNamingBoth) {
  v1::Register registration = AWorker();
  registration.set_version("9.9.9");
  EXPECT_THAT(AnswerTo(registration),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("9.9.9"), HasSubstr(ThisVersion()))));
}

// Each who calls says its version first; here something else is wrong with it, too.
TEST_F(DriverDaemonTest, EachDoorIsOpenToAnotherPatchVersionAndToNoOtherMinor) {
  const auto answers_to = [this](const std::string& version) {
    v1::WorkerToDriver worker;
    worker.mutable_register_()->set_version(version);
    v1::ApplicationToDaemon application;
    application.mutable_announce()->set_version(version);
    application.mutable_announce()->set_address("h:1");
    v1::SubmitToDriver submission, follow;
    submission.mutable_submission()->set_version(version);
    follow.mutable_follow()->set_version(version);
    v1::KillRequest kill;
    kill.set_version(version);
    v1::LogsRequest logs;
    logs.set_version(version);
    v1::FetchRequest fetch;
    fetch.set_version(version);
    v1::StatusRequest status;
    status.set_version(version);
    return std::map<std::string, absl::Status>{
        {"a worker", AnswerTo(conversations::kJoin, ToFrame(worker))},
        {"an application", AnswerTo(conversations::kSupervise, ToFrame(application))},
        {"sluice submit", AnswerTo(conversations::kSubmit, ToFrame(submission))},
        {"sluice submit, again", AnswerTo(conversations::kSubmit, ToFrame(follow))},
        {"sluice kill", AnswerTo(conversations::kKill, ToFrame(kill))},
        {"sluice logs", AnswerTo(conversations::kLogs, ToFrame(logs))},
        {"sluice status", AnswerTo(conversations::kStatus, ToFrame(status))},
        {"who fetches an executable", AnswerTo(conversations::kFetch, ToFrame(fetch))}};
  };
  for (const auto& [who, answer] : answers_to(OtherMinor())) {
    EXPECT_THAT(answer,
                StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr(StrCat("is Sluice ", OtherMinor())),
                                                                      HasSubstr(StrCat("is Sluice ", ThisVersion())))))
        << who;
  }
  for (const auto& [who, answer] : answers_to(OtherPatch()))
    EXPECT_THAT(answer.message(), Not(HasSubstr("Sluice"))) << who;
}

TEST_F(DriverDaemonTest, AWorkerOfAnotherCpuIsRefusedNamingBoth) {
  v1::Register registration = AWorker();
  registration.set_cpu("z80");
  EXPECT_THAT(AnswerTo(registration),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("z80"), HasSubstr(ThisCpu()))));
}

TEST_F(DriverDaemonTest, NonsenseIsAnsweredAndDisturbsNobody) {
  EXPECT_THAT(AnswerTo(conversations::kJoin, {.head = "\xff\xff\xff"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("WorkerToDriver")));
  EXPECT_THAT(AnswerTo(conversations::kJoin, {}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(AnswerTo(conversations::kSubmit, {}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(AnswerTo("/other.Service/Method", {}),
              StatusIs(absl::StatusCode::kUnimplemented, HasSubstr("/other.Service/Method")));
  v1::Register nameless = AWorker();
  nameless.set_worker("");
  EXPECT_THAT(AnswerTo(nameless), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(DriverDaemonTest, BrowsersAreAnswered) {
  const std::string web = daemon_->addresses().web;
  EXPECT_EQ(GetHttp(web, "/readyz").status, 200);
  EXPECT_THAT(GetHttp(web, "/api/sluice/v1/cluster").body, HasSubstr(R"("workers":[])"));
  EXPECT_THAT(GetHttp(web, "/metrics").body, HasSubstr("sluice_workers 0"));
  EXPECT_EQ(GetHttp(web, "/api/v1/applications").body, "[]");
  EXPECT_THAT(GetHttp(web, "/api/v1/applications/app-1/jobs").body, HasSubstr("no application app-1"));
  EXPECT_EQ(AskHttp(web, "POST", "/api/sluice/v1/workers/w1/drain", "X-Sluice: 1\r\n").status, 404);
}

TEST_F(DriverDaemonTest, NamesOfWorkersHaveAnEnd) {
  v1::Register registration = AWorker();
  registration.set_worker(std::string(100'000, 'w'));
  EXPECT_THAT(AnswerTo(registration),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bytes=100000 at most=256")));
}

TEST_F(DriverDaemonTest, WhatASubmissionSaysHasAnEnd) {
  const auto refuses = [this](const std::function<void(v1::Submission&)>& change, const std::string& why) {
    v1::SubmitToDriver message;
    message.mutable_submission()->set_version(ThisVersion());
    message.mutable_submission()->set_cpu(ThisCpu());
    change(*message.mutable_submission());
    EXPECT_THAT(AnswerTo(conversations::kSubmit, ToFrame(message)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)));
  };
  refuses([](auto& s) { s.set_name(std::string(100'000, 'x')); },
          "the name of the application is too long: bytes=100000 at most=256");
  refuses([](auto& s) { s.add_conf("a=b\nc=d"); }, "one line");
  refuses([](auto& s) { s.add_conf("a=" + std::string(100'000, 'x')); }, "bytes=100000 at most=32768");
  refuses(
      [](auto& s) {
        for (int i = 0; i < 4; ++i) s.add_conf("a=" + std::string(32'000, 'x'));
      },
      "what all settings say is too long: bytes=128008 at most=122880");
  refuses([](auto& s) { s.add_arguments(std::string(200'000, 'x')); }, "bytes=200000 at most=122880");
  refuses(
      [](auto& s) {
        for (int i = 0; i < 11; ++i) s.add_arguments(std::string(100'000, 'x'));
      },
      "bytes=1100000 at most=1048576");
}

TEST_F(DriverDaemonTest, AnApplicationItDidNotStartIsRefused) {
  v1::ApplicationToDaemon message;
  message.mutable_announce()->set_version(ThisVersion());
  message.mutable_announce()->set_application("app-9");
  message.mutable_announce()->set_address("h:1");
  EXPECT_THAT(AnswerTo(conversations::kSupervise, ToFrame(message)),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("app-9")));
}

TEST_F(DriverDaemonTest, ASubmissionWithAnImpossibleChecksumOrAnotherVersionIsRefused) {
  v1::SubmitToDriver message;
  message.mutable_submission()->set_version("9.9.9");
  EXPECT_THAT(AnswerTo(conversations::kSubmit, ToFrame(message)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("9.9.9")));
  message.mutable_submission()->set_version(ThisVersion());
  message.mutable_submission()->set_cpu(ThisCpu());
  message.mutable_submission()->mutable_executable()->set_build_id("../../x");
  EXPECT_THAT(AnswerTo(conversations::kSubmit, ToFrame(message)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("../../x")));
}

}  // namespace
}  // namespace sluice
