// A client waits for a worker to be drained.
#include "driver/serve/drain_session.h"

#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "driver/serve/fake_host.h"
#include "driver/serve/serve.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DrainLink : public Link {
 public:
  absl::Status Send(Frame frame) override {
    const auto status = ParseHead<v1::DrainStatus>(frame);
    told.push_back(StrCat(status->state(), " ", status->executors(), ", ", status->to_hand_over(), " to hand over"));
    return absl::OkStatus();
  }
  void Close(absl::Status reason) override { closed = reason; }

  std::vector<std::string> told;
  std::optional<absl::Status> closed;
};

class DrainSessionTest : public testing::Test {
 protected:
  ~DrainSessionTest() override {
    session_->OnClosed(absl::OkStatus());
    loop_.RunFor(absl::Seconds(1));
  }
  void Ask(Session& session, const WorkerId& worker, const std::string& version = kVersion) {
    v1::DrainRequest request;
    request.set_version(version);
    request.set_worker(worker.value());
    mailbox_->Post([&session, request] { session.OnFrame(ToFrame(request)); });
    loop_.RunFor(absl::Seconds(1));
  }

  // So many are left on the worker, each with three blocks to hand over.
  void HaveExecutors(int count) {
    host_.cluster.Clear();
    v1::WorkerInfo& worker = *host_.cluster.add_workers();
    worker.set_worker(kW1.value());
    worker.set_state(count > 0 ? "draining" : "drained");
    v1::ApplicationInfo& application = *host_.cluster.add_applications();
    for (int i = 0; i < count; ++i) {
      application.add_executors()->set_worker(kW1.value());
      v1::ExecutorStatus& executor = *application.mutable_status()->add_executors();
      executor.set_worker(kW1.value());
      executor.set_to_hand_over(3);
    }
  }

  SimLoop loop_{5};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("daemon");
  FakeHost host_;
  std::shared_ptr<DrainLink> link_ = std::make_shared<DrainLink>();
  std::shared_ptr<Session> session_ = NewServeSession(conversations::kDrain, host_, *mailbox_, link_);
};

TEST_F(DrainSessionTest, SaysHowFarItIsWhenThatChangesUntilItIsDrained) {
  HaveExecutors(2);
  Ask(*session_, kW1);
  EXPECT_TRUE(host_.is_drained);
  HaveExecutors(1);
  loop_.RunFor(absl::Minutes(5));
  EXPECT_THAT(link_->told, ElementsAre("draining 2, 6 to hand over", "draining 1, 3 to hand over"));
  EXPECT_FALSE(link_->closed.has_value());
  HaveExecutors(0);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(link_->told.back(), "drained 0, 0 to hand over");
  EXPECT_THAT(*link_->closed, IsOk());
}

TEST_F(DrainSessionTest, AWorkerThatIsNotHereHasTimeToComeBack) {
  Ask(*session_, kW1);
  loop_.RunFor(absl::Seconds(5));
  EXPECT_FALSE(link_->closed.has_value());
  HaveExecutors(1);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(link_->told, ElementsAre("draining 1, 3 to hand over"));
  host_.cluster.Clear();
  loop_.RunFor(DrainSession::kAbsenceMax + absl::Seconds(1));
  EXPECT_THAT(*link_->closed, StatusIs(absl::StatusCode::kAborted));
}

TEST_F(DrainSessionTest, StrangersAreRefused) {
  Ask(*session_, WorkerId("w7"));
  EXPECT_THAT(*link_->closed, StatusIs(absl::StatusCode::kNotFound));
  Ask(*session_, kW1, "another");
  EXPECT_THAT(*link_->closed, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(link_->told, IsEmpty());
}

TEST_F(DrainSessionTest, WhatIsDrainedCanBeUndrained) {
  HaveExecutors(0);
  Ask(*session_, kW1);
  const auto link = std::make_shared<DrainLink>();
  const std::shared_ptr<Session> undrain = NewServeSession(conversations::kUndrain, host_, *mailbox_, link);
  Ask(*undrain, kW1);
  EXPECT_FALSE(host_.is_drained);
  EXPECT_THAT(*link->closed, IsOk());
}

}  // namespace
}  // namespace sluice
