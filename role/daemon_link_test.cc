#include "role/daemon_link.h"

#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A daemon that can be reached but says only what the test says, and never that a link has ended.
class SilentTransport : public Transport {
 public:
  absl::StatusOr<std::unique_ptr<Listener>> Listen(const std::string&, Acceptor) override {
    return absl::UnimplementedError("nobody calls an application here");
  }
  std::shared_ptr<Link> Connect(const std::string&, const std::string&, absl::Duration, LinkHandler handler) override {
    handler_ = std::move(handler);
    return std::make_shared<SilentLink>();
  }
  void Say(const v1::DaemonToApplication& message) { handler_.on_frame({.head = message.SerializeAsString()}); }
  void EndLink() { handler_.on_closed(absl::UnavailableError("the link broke")); }

 private:
  class SilentLink : public Link {
   public:
    absl::Status Send(Frame) override { return absl::OkStatus(); }
    void Close(absl::Status) override {}
  };

  LinkHandler handler_;
};

class DaemonLinkTest : public ::testing::Test {
 protected:
  DaemonLinkTest() {
    owner_->Post([this] {
      link_ = std::make_unique<DaemonLink>(
          loop_, transport_, DaemonLinkOptions{.daemon = "daemon:1"},
          DaemonLink::Handler{.status = [] { return v1::ApplicationStatus(); },
                              .stop = [this](const v1::StopApplication& stop) { told_.push_back(stop.reason()); },
                              .refused = [this](const absl::Status& why) { told_.emplace_back(why.message()); }});
    });
    loop_.RunFor(absl::Seconds(1));
  }
  void Stop(const std::string& reason) {
    v1::DaemonToApplication message;
    message.mutable_stop()->set_reason(reason);
    transport_.Say(message);
    loop_.RunFor(absl::Seconds(1));
  }
  void InOwner(Task task) {
    owner_->Post(std::move(task));
    loop_.RunFor(absl::Seconds(10));
  }

  std::vector<std::string> told_;
  SilentTransport transport_;
  SimLoop loop_{11};
  std::unique_ptr<Mailbox> owner_ = loop_.NewMailbox("owner");
  std::unique_ptr<DaemonLink> link_;
};

TEST_F(DaemonLinkTest, PassesOnWhatTheDaemonWantsUntilTheApplicationHasEnded) {
  Stop("somebody said so");
  InOwner([this] { link_->Finish(); });
  Stop("too late");
  EXPECT_THAT(told_, ElementsAre("somebody said so"));
  InOwner([this] { link_.reset(); });
}

TEST_F(DaemonLinkTest, ALinkMayTellSomethingWhenItIsGone) {
  InOwner([this] { link_.reset(); });
  Stop("nobody is there");
  transport_.EndLink();
  loop_.RunFor(absl::Seconds(10));
  EXPECT_THAT(told_, IsEmpty());
}

}  // namespace
}  // namespace sluice
