#include "worker/executor/host_link.h"

#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/net/session.h"
#include "common/net/sim_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/host.pb.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class HostLinkTest : public testing::Test {
 protected:
  HostLinkTest() { Listen(); }
  void Listen() {
    auto accept = [this](const std::string&, const std::string&, std::shared_ptr<Link> link) {
      links_.push_back(link);
      return LinkHandler{.on_frame = [this](Frame frame) { callers_.push_back(*ParseHead<v1::Hosted>(frame)); },
                         .on_closed = [](absl::Status) {}};
    };
    listener_ = *daemon_->Listen("worker:1", accept);
  }
  void Start() {
    link_ = std::make_unique<HostLink>(
        loop_, *process_, HostLink::Options{"worker:1", ApplicationId("app-1"), ExecutorId(3)},
        [this](DriverPlace place) { heard_.push_back(StrCat(place.life, " ", place.address)); });
    Settle();
  }
  void Tell(int life, const std::string& address) {
    v1::DriverPlace place;
    place.set_life(life);
    place.set_address(address);
    EXPECT_THAT(links_.back()->Send(ToFrame(place)), IsOk());
    Settle();
  }
  void Settle() { loop_.RunFor(absl::Milliseconds(100)); }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> daemon_ = network_.Host("worker"), process_ = network_.Host("executor");
  std::vector<std::shared_ptr<Link>> links_;
  std::vector<v1::Hosted> callers_;
  std::vector<std::string> heard_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<HostLink> link_;
};

TEST_F(HostLinkTest, SaysWhoItIsAndPassesOnWhatItIsTold) {
  Start();
  ASSERT_THAT(callers_, SizeIs(1));
  EXPECT_EQ(callers_[0].application(), "app-1");
  EXPECT_EQ(callers_[0].executor(), 3);
  Tell(1, "");
  Tell(2, "a:1");
  EXPECT_THAT(heard_, ElementsAre("1 ", "2 a:1"));
}

TEST_F(HostLinkTest, CallsAgainWhenItsWorkerWasAway) {
  Start();
  listener_.reset();
  loop_.RunFor(absl::Seconds(10));
  Listen();
  loop_.RunFor(absl::Seconds(10));
  EXPECT_THAT(callers_, SizeIs(2));
  Tell(1, "");
  EXPECT_THAT(heard_, ElementsAre("1 "));
}

TEST_F(HostLinkTest, CallsNoMoreWhenItIsNotKnownThere) {
  Start();
  links_.back()->Close(absl::NotFoundError("no such executor"));
  loop_.RunFor(absl::Seconds(30));
  EXPECT_THAT(links_, SizeIs(1));
  link_.reset();
}

TEST_F(HostLinkTest, TellsNothingOnceItIsGone) {
  Start();
  link_.reset();
  (void)links_.back()->Send(ToFrame(v1::DriverPlace()));
  Settle();
  EXPECT_THAT(heard_, IsEmpty());
}

}  // namespace
}  // namespace sluice
