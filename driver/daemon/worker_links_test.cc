#include "driver/daemon/worker_links.h"

#include "common/base/status_matchers.h"
#include "common/base/version.h"
#include "common/clock/simulated_clock.h"
#include "common/process/application_marker.h"
#include "driver/daemon/recording_link.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const ApplicationId kA("app-1"), kB("app-2");
const WorkerId kW1("w1"), kW2("w2");

class WorkerLinksTest : public testing::Test, public WorkerEvents {
 protected:
  struct Joined {
    std::shared_ptr<RecordingLink> link = std::make_shared<RecordingLink>();
    std::shared_ptr<WorkerSession> session;
  };
  Joined Join(const WorkerId& worker, const std::vector<RunningExecutor>& running = {}) {
    Joined joined;
    joined.session = std::make_shared<WorkerSession>(*this, clock_, joined.link);
    v1::WorkerToDriver message;
    v1::Register& registration = *message.mutable_register_();
    registration.set_version(ThisVersion());
    registration.set_cpu(ThisCpu());
    registration.set_worker(worker.value());
    registration.set_cores(4);
    for (const RunningExecutor& executor : running) {
      registration.add_executors()->set_application(executor.application.value());
      registration.mutable_executors()->rbegin()->set_executor(executor.executor.value());
    }
    joined.session->OnFrame(ToFrame(message));
    joined.link->Take<v1::DriverToWorker>();
    return joined;
  }
  absl::Status ReadLog(const ApplicationId& application, int executor, bool was_started = true) {
    absl::Status status;
    links_.ReadLog({application, executor}, was_started, 0,
                   [&](const absl::StatusOr<LogPiece>& piece) { status = piece.status(); });
    return status;
  }

  void OnJoined(std::shared_ptr<WorkerSession> session, const std::vector<RunningExecutor>& running) override {
    links_.Join(std::move(session), running);
  }
  void OnLeaving(const WorkerSession&) override {}
  void OnLost(const WorkerSession&, const absl::Status&) override {}
  void OnExecutorStarted(const v1::ExecutorStarted&) override {}
  void OnExecutorExited(const v1::ExecutorExited&) override {}

  SimulatedClock clock_;
  WorkerLinks links_;
};

TEST_F(WorkerLinksTest, AWorkersNewLinkClosesItsFormerOne) {
  const Joined former = Join(kW1), other = Join(kW2), now = Join(kW1);
  EXPECT_TRUE(former.link->closed);
  EXPECT_THAT(former.link->reason, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("another link")));
  EXPECT_FALSE(other.link->closed);
  EXPECT_FALSE(now.link->closed);
  EXPECT_FALSE(links_.Lose(*former.session)) << "that the former one has ended says nothing of the worker";
  EXPECT_TRUE(links_.Lose(*now.session));
  EXPECT_FALSE(links_.Lose(*now.session));
  EXPECT_THAT(links_.sessions(), SizeIs(1));
}

TEST_F(WorkerLinksTest, AMessageGoesToItsWorkerAndToNobodyWhenThatIsLost) {
  const Joined one = Join(kW1), other = Join(kW2);
  v1::DriverToWorker message;
  message.mutable_stop()->set_executor(7);
  EXPECT_TRUE(links_.Send(kW1, message));
  EXPECT_EQ(one.link->Take<v1::DriverToWorker>().at(0).stop().executor(), 7);
  EXPECT_THAT(other.link->frames, IsEmpty());
  links_.Lose(*one.session);
  EXPECT_FALSE(links_.Send(kW1, message));
  EXPECT_THAT(one.link->frames, IsEmpty());
}

TEST_F(WorkerLinksTest, AllHaveHeartbeatsAndWhoIsSilentForTooLongIsNamed) {
  const Joined one = Join(kW1);
  clock_.Advance(absl::Seconds(6));
  const Joined other = Join(kW2);
  links_.SendHeartbeats();
  EXPECT_THAT(one.link->frames, SizeIs(1));
  EXPECT_THAT(other.link->frames, SizeIs(1));
  EXPECT_THAT(links_.SilentFor(absl::Seconds(7)), IsEmpty());
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(links_.SilentFor(absl::Seconds(7)), ElementsAre(one.session));
}

TEST_F(WorkerLinksTest, TheLogOfAnExecutorIsReadWhereItWasStarted) {
  const Joined one = Join(kW1, {{.application = kA, .executor = ExecutorId(0)}}), other = Join(kW2);
  links_.NoteExecutor({kA, ExecutorId(1)}, kW2);
  EXPECT_THAT(ReadLog(kA, 0), IsOk());
  EXPECT_EQ(one.link->Take<v1::DriverToWorker>().at(0).read_log().executor(), 0);
  EXPECT_THAT(ReadLog(kA, 1), IsOk());
  EXPECT_EQ(other.link->Take<v1::DriverToWorker>().at(0).read_log().executor(), 1);
  EXPECT_THAT(ReadLog(kA, 2), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("former driver daemon")))
      << "its worker may come back";
  EXPECT_THAT(ReadLog(kA, 2, /*was_started=*/false),
              StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("app-1"), HasSubstr("executor 2"))));
  links_.Lose(*other.session);
  EXPECT_THAT(ReadLog(kA, 1),
              StatusIs(absl::StatusCode::kUnavailable, AllOf(HasSubstr("w2"), HasSubstr("executor 1"))));
}

TEST_F(WorkerLinksTest, ExecutorsAreForgottenWithTheirApplication) {
  const Joined one = Join(kW1);
  links_.NoteExecutor({kA, ExecutorId(0)}, kW1);
  links_.NoteExecutor({kB, ExecutorId(0)}, kW1);
  links_.ForgetExecutors(kA);
  EXPECT_THAT(ReadLog(kA, 0, /*was_started=*/false), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReadLog(kB, 0), IsOk());
}

}  // namespace
}  // namespace sluice
