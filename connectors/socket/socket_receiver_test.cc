#include "connectors/socket/socket_receiver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/clock/clock.h"
#include "connectors/socket/line_source.h"
#include "engine/source/fake_receiver_host.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr SocketReceiverOptions kQuick{
    .blocks = {.first_buffer_bytes = 4096, .block_bytes_max = 64 << 10, .line_bytes_max = 256 << 10},
    .first_retry = absl::Milliseconds(5),
    .max_retry = absl::Milliseconds(20)};

class SocketReceiverTest : public ::testing::Test {
 protected:
  void Start(const std::string& name = "127.0.0.1") {
    receiver_ = std::make_unique<SocketReceiver>(Address{name, source_.port()}, kQuick);
    receiver_->Start(host_);
  }
  void StartAndAccept() {
    Start();
    source_.Accept();
    ASSERT_TRUE(host_.Saw("started"));
  }

  LineSource source_;
  FakeReceiverHost host_{absl::Milliseconds(20)};
  std::unique_ptr<SocketReceiver> receiver_;
};

TEST_F(SocketReceiverTest, BlockIntervalCutsBlocks) {
  StartAndAccept();
  source_.Send("one\ntwo\nthr");
  ASSERT_TRUE(host_.Saw("block 0: one\ntwo\n"));
  source_.Send("ee\n");
  ASSERT_TRUE(host_.Saw("block 1: three\n"));
  EXPECT_EQ(host_.records(), 3);
}

TEST_F(SocketReceiverTest, CutComesAfterWhatWasSentBefore) {
  StartAndAccept();
  source_.Send("one\n");
  receiver_->Cut({RunId(0), BatchTime(1000)});
  ASSERT_TRUE(host_.Saw("cut 1000"));
  receiver_->Cut({RunId(0), BatchTime(2000)});
  ASSERT_TRUE(host_.Saw("cut 2000"));
  EXPECT_THAT(host_.events(), ElementsAre(HasSubstr("started"), "block 0: one\n", "cut 1000", "cut 2000"));
}

TEST_F(SocketReceiverTest, LinesComeAtTheRateThatIsAllowed) {
  host_.SetRateMax(1000);
  StartAndAccept();
  const absl::Time start = SystemClock().Now();
  std::string text;
  for (int i = 0; i < 300; ++i) text += "line\n";
  source_.Send(text);
  ASSERT_TRUE(host_.SawText(text.size()));
  EXPECT_GT(SystemClock().Now() - start, absl::Milliseconds(150));  // A hundred of them may come at once.
  EXPECT_EQ(host_.records(), 300);
}

TEST_F(SocketReceiverTest, ANewRateHoldsForLinesThatWait) {
  host_.SetRateMax(1);
  StartAndAccept();
  source_.Send("line\nline\nline\n");
  ASSERT_TRUE(host_.SawRecords(1));
  receiver_->SetRate(100);
  EXPECT_TRUE(host_.SawRecords(3));  // The former rate would let them in within seconds.
  receiver_->SetRate(0);
  source_.Send(std::string(10'000, '\n'));
  EXPECT_TRUE(host_.SawRecords(10'003));
}

TEST_F(SocketReceiverTest, CutIsQuick) {
  StartAndAccept();
  std::vector<absl::Duration> waits;
  for (int64_t batch = 1; batch <= 200; ++batch) {
    absl::Time start = SystemClock().Now();
    receiver_->Cut({RunId(0), BatchTime(batch)});
    ASSERT_TRUE(host_.Saw(StrCat("cut ", batch)));
    waits.push_back(SystemClock().Now() - start);
  }
  std::ranges::nth_element(waits, waits.begin() + 100);
  RecordProperty("median_cut_us", static_cast<int>(absl::ToInt64Microseconds(waits[100])));
  EXPECT_LT(waits[100], absl::Milliseconds(2));
}

TEST_F(SocketReceiverTest, NameIsLookedUp) {
  Start("localhost");
  source_.Accept();
  EXPECT_TRUE(host_.Saw("started: connected to localhost:"));
}

TEST_F(SocketReceiverTest, OrderlyEndSealsTheLastLineThenReconnects) {
  StartAndAccept();
  source_.Send("one\ntwo");
  source_.Close();
  ASSERT_TRUE(host_.Saw("closed: 127.0.0.1:"));
  EXPECT_EQ(host_.text(), "one\ntwo");
  EXPECT_EQ(host_.records(), 2);
  source_.Accept();
  source_.Send("three\n");
  EXPECT_TRUE(host_.Saw("three\n"));
}

TEST_F(SocketReceiverTest, ResetKeepsWholeLinesDropsTheHalfOneAndReconnects) {
  StartAndAccept();
  source_.Send("one\ntw");
  ASSERT_TRUE(host_.Saw("one\n"));
  source_.Reset();
  ASSERT_TRUE(host_.Saw("Connection reset by peer; 2 bytes of an unfinished line are dropped"));
  source_.Accept();
  source_.Send("three\n");
  ASSERT_TRUE(host_.Saw("three\n"));
  EXPECT_EQ(host_.text(), "one\nthree\n");
}

TEST(SocketReceiverStartTest, TriesUntilTheSourceIsThere) {
  uint16_t port = LineSource().port();
  FakeReceiverHost host;
  SocketReceiver receiver({"127.0.0.1", port}, kQuick);
  receiver.Start(host);
  ASSERT_TRUE(host.Saw(StrCat("retrying: cannot connect to 127.0.0.1:", port, ": Connection refused")));
  LineSource source(port);
  source.Accept();
  EXPECT_TRUE(host.Saw("started"));
}

TEST(SocketReceiverStartTest, NameThatDoesNotExistIsNamed) {
  FakeReceiverHost host;
  SocketReceiver receiver({"no-such-host.invalid", 1}, kQuick);
  receiver.Start(host);
  EXPECT_TRUE(host.Saw("retrying: cannot connect to no-such-host.invalid:1: "));
}

TEST_F(SocketReceiverTest, StopSealsAndIsTheLastWord) {
  StartAndAccept();
  source_.Send("one\n");
  receiver_->Stop();
  ASSERT_TRUE(host_.Saw("stopped"));
  EXPECT_THAT(host_.events(), ElementsAre(HasSubstr("started"), "block 0: one\n", HasSubstr("stopped")));
}

TEST_F(SocketReceiverTest, FullHostStopsReadingUntilThereIsRoom) {
  StartAndAccept();
  host_.SetRoom(false);
  std::string line(99, 'x');
  line += '\n';
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += line;
  const size_t sent = source_.SendUntilFull(lines);
  EXPECT_GT(sent, 0);
  EXPECT_EQ(host_.text().size(), 0);
  host_.SetRoom(true);
  receiver_->OnRoom();
  EXPECT_TRUE(host_.SawText(sent / 100 * 100));
}

TEST_F(SocketReceiverTest, EndlessLineIsDroppedAndReported) {
  StartAndAccept();
  source_.Send("one\n");
  const std::string part(1 << 20, 'x');
  for (int i = 0; i < 8; ++i) source_.Send(part);
  ASSERT_TRUE(host_.Saw("dropped a line from 127.0.0.1:"));
  source_.Send("\ntwo\n");
  ASSERT_TRUE(host_.Saw("two\n"));
  EXPECT_EQ(host_.text(), "one\ntwo\n");
  EXPECT_EQ(host_.dropped(), 1);
}

TEST_F(SocketReceiverTest, SlowSourceIsReadPieceByPiece) {
  StartAndAccept();
  for (char letter : std::string("slow line\n")) {
    receiver_->Cut({RunId(0), BatchTime(letter)});
    source_.Send({&letter, 1});
  }
  EXPECT_TRUE(host_.Saw("slow line\n"));
}

TEST_F(SocketReceiverTest, FastSourceArrivesWhole) {
  StartAndAccept();
  std::string text;
  for (int i = 0; i < 500'000; ++i) text += StrCat(i, " \xff\r\n");
  source_.Send(text);
  source_.Close();
  ASSERT_TRUE(host_.Saw("closed"));
  EXPECT_EQ(host_.text(), text);
  EXPECT_EQ(host_.records(), 500'000);
}

}  // namespace
}  // namespace sluice
