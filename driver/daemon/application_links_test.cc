#include "driver/daemon/application_links.h"

#include "driver/daemon/recording_link.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const ApplicationId kA("app-1"), kB("app-2");

class ApplicationLinksTest : public testing::Test, public ApplicationEvents {
 protected:
  absl::Status CanAnnounce(const v1::AnnounceApplication&) override { return absl::OkStatus(); }
  void OnAnnounced(std::shared_ptr<ApplicationSession>, const v1::AnnounceApplication&) override {}
  void OnStatus(const ApplicationId&, const v1::ApplicationStatus&) override {}
  void OnFinished(const ApplicationId&, int) override {}
  void OnAnswer(const ApplicationId&, uint64_t, PageAnswer) override {}

  std::shared_ptr<RecordingLink> Announce(const ApplicationId& id) {
    auto link = std::make_shared<RecordingLink>();
    sessions_.push_back(std::make_shared<ApplicationSession>(*this, link));
    links_.Announce(id, sessions_.back());
    return link;
  }

  std::vector<std::shared_ptr<ApplicationSession>> sessions_;
  ApplicationLinks links_;
};

TEST_F(ApplicationLinksTest, OnlyADriverThatHasAnnouncedItselfAndIsStillLinkedCanBeTold) {
  v1::DaemonToApplication stop;
  stop.mutable_stop()->set_reason("enough");
  EXPECT_FALSE(links_.Send(kA, stop));
  const auto link = Announce(kA);
  EXPECT_TRUE(links_.Send(kA, stop));
  EXPECT_EQ(link->Take<v1::DaemonToApplication>().at(0).stop().reason(), "enough");
  EXPECT_FALSE(links_.Send(kB, stop));
  sessions_.back()->OnClosed(absl::OkStatus());
  EXPECT_FALSE(links_.Send(kA, stop));
  Announce(kA);
  links_.EndDriver(kA);
  EXPECT_FALSE(links_.Send(kA, stop));
}

TEST_F(ApplicationLinksTest, UsersAreToldByTheDriverOrElseFindWhatTheyWereNotTold) {
  links_.Notify(kA, "waits");
  const auto link = Announce(kA);
  links_.Notify(kA, "an executor ended");
  EXPECT_EQ(link->Take<v1::DaemonToApplication>().at(0).notice().text(), "an executor ended");
  links_.EndDriver(kA);
  links_.Notify(kA, "started again");
  EXPECT_THAT(links_.Notices(kA, 0), ElementsAre("waits", "started again"));
  EXPECT_THAT(links_.Notices(kA, 1), ElementsAre("started again"));
  EXPECT_THAT(links_.Notices(kA, 9), IsEmpty());
  EXPECT_THAT(links_.Notices(kB, 0), IsEmpty());
}

TEST_F(ApplicationLinksTest, WhatNobodyIsToldHasAnEnd) {
  for (size_t i = 0; i < ApplicationLinks::kNoticesMax + 5; ++i) links_.Notify(kA, "again");
  EXPECT_THAT(links_.Notices(kA, 0), SizeIs(ApplicationLinks::kNoticesMax));
}

TEST_F(ApplicationLinksTest, WhatADriverSaidLastOutlivesItUntilTheApplicationIsForgotten) {
  EXPECT_EQ(links_.StatusOf(kA), nullptr);
  Announce(kA);
  v1::ApplicationStatus status;
  for (const char* state : {"starting", "running"}) {
    status.set_state(state);
    links_.SetStatus(kA, status);
  }
  links_.EndDriver(kA);
  ASSERT_NE(links_.StatusOf(kA), nullptr);
  EXPECT_EQ(links_.StatusOf(kA)->state(), "running");
  links_.Forget(kA);
  EXPECT_EQ(links_.StatusOf(kA), nullptr);
}

TEST_F(ApplicationLinksTest, AllDriversHaveHeartbeats) {
  const auto one = Announce(kA), other = Announce(kB);
  links_.EndDriver(kA);
  links_.SendHeartbeats();
  EXPECT_THAT(one->frames, IsEmpty());
  EXPECT_THAT(other->frames, SizeIs(1));
}

}  // namespace
}  // namespace sluice
