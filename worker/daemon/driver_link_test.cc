#include "worker/daemon/driver_link.h"

#include <string>
#include <utility>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/other_versions.h"
#include "common/base/status_matchers.h"
#include "common/net/sim_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// A worker whose driver daemon is of some version.
class DriverLinkTest : public testing::Test, public DriverLinkEvents {
 protected:
  void ConnectToDriverOf(const std::string& version) {
    auto accept = [this, version](const std::string&, const std::string&, std::shared_ptr<Link> link) {
      accepted_ = std::move(link);
      return LinkHandler{.on_frame =
                             [this, version](Frame) {
                               v1::DriverToWorker welcome;
                               welcome.mutable_registered()->set_version(version);
                               EXPECT_THAT(accepted_->Send(ToFrame(welcome)), IsOk());
                             },
                         .on_closed = [](absl::Status) {}};
    };
    listener_ = *daemon_->Listen("driver:1", accept);
    mailbox_->Post([this] { link_.Connect(); });
    loop_.RunFor(absl::Seconds(1));
  }

  v1::Register MakeRegistration() override { return {}; }
  void OnRegistered() override { ++registered_; }
  void OnOrder(const v1::DriverToWorker&) override {}
  void OnRefused(const absl::Status& reason) override { refused_.push_back(reason); }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> daemon_ = network_.Host("driver"), worker_ = network_.Host("worker");
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("worker");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  DriverLink link_{loop_, *worker_, postbox_, "driver:1", *this};
  std::shared_ptr<Link> accepted_;
  int registered_ = 0;
  std::vector<absl::Status> refused_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(DriverLinkTest, IsRegisteredWithADriverOfAnotherPatchVersion) {
  ConnectToDriverOf(OtherPatch());
  EXPECT_EQ(registered_, 1);
}

TEST_F(DriverLinkTest, IsNotRegisteredWithADriverOfAnotherMinorVersion) {
  ConnectToDriverOf(OtherMinor());
  EXPECT_EQ(registered_, 0);
  EXPECT_THAT(refused_, ElementsAre(StatusIs(absl::StatusCode::kFailedPrecondition,
                                             AllOf(HasSubstr(OtherMinor()), HasSubstr(ThisVersion())))));
}

// The registration named it, and is not answered yet.
TEST_F(DriverLinkTest, AnExecutorThatEndsWhileTheDriverReadsOfItIsToldBehindThat) {
  std::vector<v1::WorkerToDriver> heard;
  auto hear = [&](const std::string&, const std::string&, std::shared_ptr<Link> link) {
    accepted_ = std::move(link);
    return LinkHandler{.on_frame = [&](Frame frame) { EXPECT_TRUE(heard.emplace_back().ParseFromString(frame.head)); },
                       .on_closed = [](absl::Status) {}};
  };
  listener_ = *daemon_->Listen("driver:1", hear);
  v1::WorkerToDriver ended;
  ended.mutable_exited()->set_executor(3);
  mailbox_->Post([&] {
    EXPECT_FALSE(link_.Send(ended)) << "the next registration tells it";
    link_.Connect();
    EXPECT_TRUE(link_.Send(ended));
  });
  loop_.RunFor(absl::Seconds(1));
  ASSERT_EQ(heard.size(), 2);
  EXPECT_TRUE(heard[0].has_register_());
  EXPECT_EQ(heard[1].exited().executor(), 3);
}

}  // namespace
}  // namespace sluice
