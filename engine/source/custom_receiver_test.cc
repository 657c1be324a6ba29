#include "engine/source/custom_receiver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

#include "common/actor/sim_loop.h"
#include "engine/source/fake_receiver_host.h"

namespace sluice {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Does what the test says.
class Program : public ReceiverProgram {
 public:
  struct Parts {
    std::function<void(CustomReceiver&)> start = [](CustomReceiver&) {};
    std::function<void()> stop = [] {};
    absl::Status start_result;
  };
  explicit Program(const Parts& parts) : parts_(parts) {}
  absl::Status Start(CustomReceiver& receiver) override {
    parts_.start(receiver);
    return parts_.start_result;
  }
  void Stop() override { parts_.stop(); }

 private:
  const Parts& parts_;
};

absl::Status AddText(CustomReceiver& receiver, std::string_view text) {
  return receiver.Add([&](Writer& out) { out.PutBytes(text.data(), text.size()); });
}

class CustomReceiverTest : public ::testing::Test {
 protected:
  void Start() {
    receiver_ = std::make_unique<CustomReceiver>(std::make_unique<Program>(program_), options_);
    receiver_->Start(host_);
  }
  void RunFor(int milliseconds) { loop_.RunFor(absl::Milliseconds(milliseconds)); }

  SimLoop loop_{1};
  FakeReceiverHost host_{absl::Milliseconds(200), loop_};
  // What programs note; longer alive than they.
  int starts_ = 0, stops_ = 0, added_ = 0;
  absl::Status result_;
  Program::Parts program_;
  CustomReceiverOptions options_;
  std::unique_ptr<CustomReceiver> receiver_;
};

TEST_F(CustomReceiverTest, RowsOfABlockIntervalAreABlock) {
  program_.start = [](CustomReceiver& receiver) {
    ASSERT_TRUE(AddText(receiver, "a").ok());
    ASSERT_TRUE(AddText(receiver, "b").ok());
    receiver.WaitForStop(absl::Milliseconds(300));
    ASSERT_TRUE(AddText(receiver, "c").ok());
  };
  Start();
  RunFor(199);
  EXPECT_THAT(host_.events(), ElementsAre("started: "));
  RunFor(1000);
  EXPECT_THAT(host_.events(), ElementsAre("started: ", "block 0: ab", "block 1: c"));
  EXPECT_EQ(host_.records(), 3);
}

TEST_F(CustomReceiverTest, ACutStoresWhatWasAddedBefore) {
  program_.start = [](CustomReceiver& receiver) { (void)AddText(receiver, "a"); };
  Start();
  RunFor(10);
  receiver_->Cut({RunId(0), BatchTime(1000)});
  RunFor(1);
  EXPECT_THAT(host_.events(), ElementsAre("started: ", "block 0: a", "cut 1000"));
}

TEST_F(CustomReceiverTest, BigBlocksAreStoredAtOnceAndBelongToOneInterval) {
  const std::string row(CustomReceiver::kBlockBytesMax / 2, 'x');
  program_.start = [&](CustomReceiver& receiver) {
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(AddText(receiver, row).ok());
  };
  Start();
  RunFor(1);
  EXPECT_THAT(host_.events(), ElementsAre("started: ", StartsWith("block 0: x"), StartsWith("block 0: x")));
}

TEST_F(CustomReceiverTest, ARowThatCannotBeEncodedLeavesNothing) {
  program_.start = [](CustomReceiver& receiver) {
    ASSERT_TRUE(AddText(receiver, "a").ok());
    auto breaks = [](Writer& out) {
      out.PutBytes("half", 4);
      throw std::runtime_error("no more");
    };
    EXPECT_THROW((void)receiver.Add(breaks), std::runtime_error);
    ASSERT_TRUE(AddText(receiver, "b").ok());
  };
  Start();
  RunFor(300);
  EXPECT_EQ(host_.text(), "ab");
}

TEST_F(CustomReceiverTest, AReliableStoreReturnsWhenTheBlockIsSafe) {
  std::vector<absl::Status> stored;
  host_.SetAnswer(std::nullopt);
  program_.start = [&](CustomReceiver& receiver) {
    ASSERT_TRUE(AddText(receiver, "earlier").ok());
    stored.push_back(receiver.StoreAndWait(Buffer::FromString("rows"), {.records = 2}));
    host_.SetAnswer(absl::DataLossError("the disk is broken"));
    stored.push_back(receiver.StoreAndWait(Buffer::FromString("more"), {.records = 1}));
  };
  Start();
  RunFor(5000);
  EXPECT_THAT(host_.events(), ElementsAre("started: ", "block 0: earlier", "block 0: rows"));
  EXPECT_THAT(stored, ElementsAre());
  host_.Answer(absl::OkStatus());
  RunFor(1);
  EXPECT_THAT(stored, ElementsAre(absl::OkStatus(), absl::DataLossError("the disk is broken")));
}

TEST_F(CustomReceiverTest, WhatIsSafeAlreadyIsNotStoredAgain) {
  host_.SetPositions({{"p", 20}});
  std::vector<absl::StatusCode> stored;
  program_.start = [&](CustomReceiver& receiver) {
    EXPECT_EQ(receiver.SafePosition("p"), 20);
    EXPECT_EQ(receiver.SafePosition("q"), std::nullopt);
    auto store = [&](const SourcePosition& position, const std::string& rows) {
      stored.push_back(receiver.StoreAndWait(Buffer::FromString(rows), {.records = 1, .position = position}).code());
    };
    store({"p", 10, 20}, "known to the driver");
    store({"p", 20, 30}, "a");
    store({"p", 20, 30}, "again");
    store({"p", 25, 35}, "half of it");
    store({"q", 0, 10}, "b");
    store({"q", 3, 3}, "nothing");
    host_.SetAnswer(absl::DataLossError("the disk is broken"));
    store({"q", 10, 20}, "c");
    host_.SetAnswer(absl::OkStatus());
    store({"q", 10, 20}, "c again");
    EXPECT_EQ(receiver.SafePosition("q"), 20);
  };
  Start();
  RunFor(5000);
  using enum absl::StatusCode;
  EXPECT_THAT(stored, ElementsAre(kOk, kOk, kOk, kInvalidArgument, kOk, kInvalidArgument, kDataLoss, kOk));
  EXPECT_EQ(host_.text(), "abcc again");
}

TEST_F(CustomReceiverTest, WhatTheDriverKeepsForEachBlockHasALimit) {
  std::vector<absl::Status> stored;
  program_.start = [&](CustomReceiver& receiver) {
    const std::string metadata(64 << 10, 'm'), part(256, 'p');
    auto store = [&](BlockInfo info) { stored.push_back(receiver.StoreAndWait(Buffer::FromString("a"), info)); };
    store({.records = 1, .metadata = metadata});
    store({.records = 1, .metadata = metadata + "m"});
    store({.records = 1, .position = SourcePosition{part, 0, 1}});
    store({.records = 1, .position = SourcePosition{part + "p", 0, 1}});
  };
  Start();
  RunFor(5000);
  EXPECT_THAT(stored,
              ElementsAre(absl::OkStatus(),
                          absl::InvalidArgumentError("the metadata of a block is too long: bytes=65537 at most=65536"),
                          absl::OkStatus(),
                          absl::InvalidArgumentError("the part of a position is too long: bytes=257 at most=256")));
}

TEST_F(CustomReceiverTest, AReliableStoreDoesNotWaitForEver) {
  host_.SetAnswer(std::nullopt);
  program_.start = [&](CustomReceiver& receiver) {
    result_ = receiver.StoreAndWait(Buffer::FromString("rows"), {.records = 2});
  };
  Start();
  RunFor(30'000);
  EXPECT_EQ(result_, absl::DeadlineExceededError("not within 30s"));
}

TEST_F(CustomReceiverTest, AFullHostHoldsTheProgramBackUntilItIsStopped) {
  program_.start = [&](CustomReceiver& receiver) {
    const std::string row(CustomReceiver::kBlockBytesMax, 'x');
    for (; added_ < 6 && AddText(receiver, row).ok(); ++added_) host_.SetRoom(added_ % 2 == 1);
  };
  Start();
  RunFor(1000);
  EXPECT_EQ(added_, 2);
  host_.SetRoom(true);
  receiver_->OnRoom();
  RunFor(1000);
  EXPECT_EQ(added_, 4);
  receiver_->Stop();
  RunFor(1000);
  EXPECT_EQ(added_, 6);
  EXPECT_EQ(host_.events().back(), "stopped: ");
}

TEST_F(CustomReceiverTest, RowsComeAtTheRateThatIsAllowed) {
  host_.SetRateMax(100);
  program_.start = [&](CustomReceiver& receiver) {
    while (!receiver.stopped()) (void)AddText(receiver, "x");
  };
  Start();
  RunFor(10'000);
  EXPECT_NEAR(host_.records(), 1000, 50);
  receiver_->SetRate(1000);
  RunFor(10'000);
  EXPECT_NEAR(host_.records(), 11'000, 300);
  receiver_->SetRate(1);
  RunFor(10'000);
  EXPECT_NEAR(host_.records(), 11'010, 300);
  receiver_->Stop();
  RunFor(1);
}

TEST_F(CustomReceiverTest, WholeBlocksCountAgainstTheRate) {
  host_.SetRateMax(100);
  program_.start = [&](CustomReceiver& receiver) {
    while (!receiver.stopped()) {
      (void)receiver.Store(Buffer::FromString("rows"), {.records = 50});
      (void)AddText(receiver, "x");
    }
  };
  Start();
  RunFor(10'000);
  EXPECT_NEAR(host_.records(), 1000, 70);
  receiver_->Stop();
  RunFor(1);
}

TEST_F(CustomReceiverTest, ALimitThatIsLiftedLetsWaitingRowsInAtOnce) {
  host_.SetRateMax(1);
  program_.start = [&](CustomReceiver& receiver) {
    while (added_ < 5000 && AddText(receiver, "x").ok()) ++added_;
  };
  Start();
  RunFor(3500);
  EXPECT_EQ(added_, 4);
  receiver_->SetRate(0);
  RunFor(1);
  EXPECT_EQ(added_, 5000);
}

TEST_F(CustomReceiverTest, AStopDoesNotWaitForTheRate) {
  host_.SetRateMax(1);
  program_.start = [&](CustomReceiver& receiver) {
    while (!receiver.stopped() && AddText(receiver, "x").ok()) ++added_;
  };
  Start();
  RunFor(100);
  receiver_->Stop();
  RunFor(1);
  EXPECT_EQ(added_, 2) << "the row that waited is stored";
  EXPECT_EQ(host_.events().back(), "stopped: ");
}

TEST_F(CustomReceiverTest, ARestartStopsTheProgramAndStartsItAgainAfterTheDelay) {
  program_.start = [&](CustomReceiver& receiver) {
    if (++starts_ > 1) return;
    receiver.Restart("the source is away", "", absl::Milliseconds(500));
    EXPECT_TRUE(receiver.stopped());
    receiver.Restart("again", "", absl::Milliseconds(500));
  };
  program_.stop = [&] { ++stops_; };
  Start();
  RunFor(499);
  EXPECT_EQ(starts_, 1);
  EXPECT_EQ(stops_, 1);
  EXPECT_TRUE(receiver_->stopped());
  RunFor(2);
  EXPECT_EQ(starts_, 2);
  EXPECT_TRUE(receiver_->started());
  EXPECT_THAT(
      host_.events(),
      ElementsAre("started: ", "retrying: Restarting receiver with delay 500ms: the source is away", "started: "));
}

TEST_F(CustomReceiverTest, AProgramThatOnlyStartsThreadsHasStartedThemWhenItIsStopped) {
  bool has_started = false;
  program_.start = [&](CustomReceiver& receiver) {
    receiver.Stop("as one of its threads does", "");
    loop_.NewEvent()->Wait(absl::Milliseconds(50));
    has_started = true;
  };
  program_.stop = [&] {
    EXPECT_TRUE(has_started);
    ++stops_;
  };
  Start();
  RunFor(200);
  EXPECT_EQ(stops_, 1);
}

TEST_F(CustomReceiverTest, TheErrorOfStartIsReportedAndItStartsAgain) {
  program_.start_result = absl::UnavailableError("no such topic");
  Start();
  RunFor(1);
  program_.start_result = absl::OkStatus();
  RunFor(2001);
  EXPECT_THAT(host_.events(),
              ElementsAre("started: ", "retrying: Error starting receiver 1 because of: no such topic", "started: "));
}

TEST_F(CustomReceiverTest, WhatStartThrowsIsReportedAndItStartsAgain) {
  program_.start = [&](CustomReceiver&) {
    if (++starts_ == 1) throw std::runtime_error("no such queue");
  };
  Start();
  RunFor(1999);
  EXPECT_EQ(starts_, 1);
  RunFor(2);
  EXPECT_EQ(starts_, 2);
  EXPECT_THAT(host_.events(),
              ElementsAre("started: ", "retrying: Error starting receiver 1 because of: no such queue", "started: "));
}

TEST_F(CustomReceiverTest, WhatIsStoredUntilTheProgramHasStoppedCounts) {
  program_.start = [](CustomReceiver& receiver) {
    while (!receiver.WaitForStop(absl::Seconds(100))) {
    }
    EXPECT_TRUE(AddText(receiver, "last").ok());
  };
  Start();
  RunFor(1000);
  receiver_->Stop();
  RunFor(1);
  EXPECT_THAT(host_.events(), ElementsAre("started: ", "block 0: last", "stopped: "));
}

TEST_F(CustomReceiverTest, AProgramThatGoesOnStoringAfterItsStopIsRefused) {
  program_.start = [&](CustomReceiver& receiver) {
    while (result_.ok()) {
      result_ = AddText(receiver, "x");
      receiver.WaitForStop(absl::Milliseconds(100));
      loop_.NewEvent()->Wait(absl::Milliseconds(100));
    }
  };
  Start();
  RunFor(1000);
  receiver_->Stop();
  RunFor(2200);
  EXPECT_EQ(result_.message(), "Cannot add data as BlockGenerator has not been started or has been stopped");
  EXPECT_EQ(host_.events().back(), "stopped: ");
}

TEST_F(CustomReceiverTest, AProgramStopsItselfForGood) {
  program_.start = [](CustomReceiver& receiver) {
    (void)AddText(receiver, "a");
    receiver.ReportError("a row was odd", "a minus");
    receiver.Stop("that was all", "");
  };
  program_.stop = [&] { ++stops_; };
  Start();
  RunFor(10'000);
  EXPECT_EQ(stops_, 1);
  EXPECT_THAT(host_.events(), ElementsAre("started: ", "error: a row was odd because of: a minus", "block 0: a",
                                          "ended: that was all"));
}

TEST_F(CustomReceiverTest, TheEndOfTheExecutorEndsAllWaiting) {
  host_.SetAnswer(std::nullopt);
  program_.start = [](CustomReceiver& receiver) {
    EXPECT_EQ(receiver.StoreAndWait(Buffer::FromString("rows"), {.records = 2}).code(), absl::StatusCode::kCancelled);
    EXPECT_TRUE(receiver.WaitForStop(absl::Hours(100)));
  };
  Start();
  RunFor(100);
  receiver_.reset();
  EXPECT_THAT(host_.events(), Contains(HasSubstr("stopped")));
}

}  // namespace
}  // namespace sluice
