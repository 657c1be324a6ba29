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
    return std::make_shared<SilentLink>(told_);
  }
  void Say(const v1::DaemonToApplication& message) { handler_.on_frame({.head = message.SerializeAsString()}); }
  // What the application has told of itself: "announce", "processed=N", "finished".
  const std::vector<std::string>& told() const { return told_; }
  void EndLink() { handler_.on_closed(absl::UnavailableError("the link broke")); }

 private:
  class SilentLink : public Link {
   public:
    explicit SilentLink(std::vector<std::string>& told) : told_(told) {}
    absl::Status Send(Frame frame) override {
      v1::ApplicationToDaemon message;
      EXPECT_TRUE(message.ParseFromString(frame.head));
      if (message.has_announce()) told_.push_back("announce");
      if (message.has_status()) told_.push_back("processed=" + std::to_string(message.status().records().processed()));
      if (message.has_finished()) told_.push_back("finished");
      return absl::OkStatus();
    }
    void Close(absl::Status) override {}

   private:
    std::vector<std::string>& told_;
  };

  LinkHandler handler_;
  std::vector<std::string> told_;
};

class DaemonLinkTest : public ::testing::Test {
 protected:
  DaemonLinkTest() {
    owner_->Post([this] {
      link_ = std::make_unique<DaemonLink>(
          loop_, transport_, DaemonLinkOptions{.daemon = "daemon:1"},
          DaemonLink::Handler{.status =
                                  [this] {
                                    v1::ApplicationStatus status;
                                    status.mutable_records()->set_processed(processed_);
                                    return status;
                                  },
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

  int64_t processed_ = 0;
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

TEST_F(DaemonLinkTest, TheLastStatusIsToldBeforeTheEnd) {
  v1::DaemonToApplication welcome;
  welcome.mutable_announced();
  transport_.Say(welcome);
  processed_ = 1000;
  loop_.RunFor(absl::Milliseconds(750));
  ASSERT_THAT(transport_.told(), ElementsAre("announce", "processed=1000"));
  processed_ = 2000;
  InOwner([this] { link_->Finish(); });
  EXPECT_THAT(transport_.told(), ElementsAre("announce", "processed=1000", "processed=2000", "finished"));
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
