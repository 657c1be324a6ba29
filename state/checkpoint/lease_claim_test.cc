#include "state/checkpoint/lease_claim.h"

#include <string>

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using Decision = LeaseClaim::Decision;

class LeaseClaimTest : public testing::Test {
 protected:
  LeaseRecord Record() const {
    return {.token = 3,
            .application = "app-1",
            .driver_life = 2,
            .holder = {.host = "there", .space = {"b", "p"}, .process = {.pid = 5, .start_ticks = 1}},
            .time_to_live_millis = 10'000};
  }
  static SeenLease Seen(const LeaseRecord& record) { return {record.token, EncodeLease(record)}; }
  Decision At(int seconds, const SeenLease& seen) {
    return claim_.OnSeen(seen, absl::UnixEpoch() + absl::Seconds(seconds));
  }

  bool has_ended_ = false;
  LeaseClaim claim_{{"app-2", 7}, [this](const LeaseHolder&) { return has_ended_; }};
};

TEST_F(LeaseClaimTest, NobodyHasItOrItWasGivenBack) {
  EXPECT_EQ(At(0, {}), Decision::kTake);
  LeaseRecord record = Record();
  record.is_given_back = true;
  EXPECT_EQ(At(0, Seen(record)), Decision::kTake);
}

TEST_F(LeaseClaimTest, AHolderWhoRenewsIsNotTakenFrom) {
  LeaseRecord record = Record();
  EXPECT_EQ(At(0, Seen(record)), Decision::kWait);
  EXPECT_EQ(At(9, Seen(record)), Decision::kWait);
  ++record.renewals;
  EXPECT_EQ(At(9, Seen(record)), Decision::kRefuse);
  EXPECT_THAT(claim_.HolderText(), HasSubstr("host=there pid=5"));
}

TEST_F(LeaseClaimTest, OneWhoWasNotSeenToRenewForItsTimeToLiveIs) {
  EXPECT_EQ(At(100, Seen(Record())), Decision::kWait) << "however long ago it was renewed: nobody has seen that";
  EXPECT_EQ(At(109, Seen(Record())), Decision::kWait);
  EXPECT_EQ(At(110, Seen(Record())), Decision::kTake);
}

TEST_F(LeaseClaimTest, ALongerTimeToLiveOfTheHolderCountsWithinReason) {
  LeaseRecord record = Record();
  record.time_to_live_millis = 30'000;
  EXPECT_EQ(At(0, Seen(record)), Decision::kWait);
  EXPECT_EQ(At(29, Seen(record)), Decision::kWait);
  EXPECT_EQ(At(30, Seen(record)), Decision::kTake);
  record.time_to_live_millis = 30'000'000;
  (void)At(100, Seen(record));
  EXPECT_EQ(claim_.PatienceNeeded(), absl::Minutes(1));
}

TEST_F(LeaseClaimTest, AProcessThatHasEndedIsNotWaitedFor) {
  has_ended_ = true;
  EXPECT_EQ(At(0, Seen(Record())), Decision::kTake);
}

TEST_F(LeaseClaimTest, OfItsOwnApplicationAFormerLifeIsOverAndALaterOneIsNot) {
  LeaseRecord record = Record();
  record.application = "app-2";
  record.driver_life = 6;
  EXPECT_EQ(At(0, Seen(record)), Decision::kTake);
  record.driver_life = 8;
  EXPECT_EQ(At(1, Seen(record)), Decision::kRefuse);
  record.driver_life = 7;
  LeaseClaim twin({"app-2", 7}, [](const LeaseHolder&) { return false; });
  EXPECT_EQ(twin.OnSeen(Seen(record), absl::UnixEpoch()), Decision::kWait) << "another run of the same life";
}

TEST_F(LeaseClaimTest, WhoHasTakenItAndSaidNothingYetIsWaitedFor) {
  LeaseRecord former = Record();
  former.is_given_back = true;
  const SeenLease taken{4, EncodeLease(former)};
  EXPECT_EQ(At(0, taken), Decision::kWait) << "what a former holder says counts no more";
  EXPECT_EQ(At(9, taken), Decision::kWait);
  LeaseRecord record = Record();
  record.token = 4;
  EXPECT_EQ(At(9, Seen(record)), Decision::kRefuse);
}

TEST(LeaseRecordTest, WhatIsDamagedOrOfAnotherVersionIsNamed) {
  const std::string file = EncodeLease({.token = 1, .application = "app"});
  EXPECT_EQ(DecodeLease(file)->application, "app");
  EXPECT_THAT(DecodeLease(file.substr(0, 9)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("bytes=9")));
  std::string flipped = file;
  flipped.back() ^= 1;
  EXPECT_THAT(DecodeLease(flipped), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checksum")));
  std::string newer = file;
  newer[7] = '2';
  EXPECT_THAT(DecodeLease(newer), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another version")));
}

}  // namespace
}  // namespace sluice
