// The road of one receiver's blocks into its log, on a disk that does what the test says.
#include "worker/receiver/hosted_receiver.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/overloaded.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/memory_files.h"
#include "common/net/sim_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kFolder[] = "/checkpoint/received/7";
constexpr char kDoor[] = "/checkpoint/lease-7/writing";
const StreamId kStream(DriverLife(1), 0);

Epoch At(int64_t number) { return Epoch(DriverLife(1), number); }

// A disk whose syncs fail while a test says so.
class FailingFiles : public MemoryFiles {
 public:
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    auto file = MemoryFiles::OpenAppend(path);
    if (!file.ok()) return file;
    return std::make_unique<File>(*this, *std::move(file));
  }
  bool fails = false;
  int syncs = 0;

 private:
  class File : public AppendFile {
   public:
    File(FailingFiles& files, std::unique_ptr<AppendFile> file) : files_(files), file_(std::move(file)) {}
    absl::Status Append(std::string_view bytes) override { return file_->Append(bytes); }
    absl::Status Sync() override {
      ++files_.syncs;
      return files_.fails ? absl::InternalError("sync: EIO") : file_->Sync();
    }

   private:
    FailingFiles& files_;
    const std::unique_ptr<AppendFile> file_;
  };
};

// Stores what the test gives it.
class GivenReceiver : public BlockReceiver {
 public:
  void Start(ReceiverHost& host) override { host_ = &host; }
  void Cut(const BatchKey& batch) override { host_->CutDone(batch); }
  void Stop() override { host_->Report({.state = SourceState::kStopped}); }
  void OnRoom() override {}
  void SetRate(int64_t) override {}

  bool started() const { return host_ != nullptr; }
  void Store(const std::string& text, std::optional<SourcePosition> position = std::nullopt) {
    host_->Store({Buffer::FromString(text), {.records = 1, .position = std::move(position)}},
                 [this](const absl::Status& stored) { (stored.ok() ? acknowledged : refused) += 1; });
  }
  bool HasRoom() const { return host_->HasRoom(); }

  int acknowledged = 0;
  int refused = 0;

 private:
  ReceiverHost* host_ = nullptr;
};

// What has been told comes as "block 0 in file 0", "found 0", "cut 1000", "error: why".
class HostedReceiverTest : public ::testing::Test {
 protected:
  struct Running {
    GivenReceiver* receiver;
    std::shared_ptr<HostedReceiver> hosted;
  };
  void SetUp() override { ASSERT_THAT(files_.MakeFolder(kDoor), IsOk()); }
  Running Start(int64_t epoch) {
    auto receiver = std::make_unique<GivenReceiver>();
    Running running{receiver.get()};
    running.hosted = std::make_shared<HostedReceiver>(
        ReceiverContext{.stream = kStream, .epoch = At(epoch)},
        BlockSafety{.copies = 1, .log = {.folder = kFolder, .door = kDoor}}, std::move(receiver),
        HostedReceiver::Environment{loop_, store_, replicator_, files_, postbox_, postbox_,
                                    [this](const HostedReceiver&, const ReceiverLedger::Fact& fact) { Tell(fact); }});
    running.hosted->Start();
    return running;
  }
  void Tell(const ReceiverLedger::Fact& fact) {
    std::visit(Overloaded{
                   [&](const HeldBlock& block) {
                     told_.push_back(block.only_in_log
                                         ? StrCat("found ", block.id.number)
                                         : StrCat("block ", block.id.number, " in file ",
                                                  block.info.log.has_value() ? block.info.log->file : -1));
                   },
                   [&](const ReceiverLedger::Cut& cut) { told_.push_back(StrCat("cut ", cut.batch.time)); },
                   [&](const SourceReport& report) {
                     if (report.state == SourceState::kStopped) return told_.push_back("stopped");
                     if (report.state == SourceState::kLeft) return told_.push_back("left");
                     told_.push_back(StrCat("error: ", report.message, ": ", report.error));
                   },
               },
               fact);
  }
  void Run() { loop_.RunFor(absl::Seconds(1)); }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> transport_ = network_.Host("e1");
  FailingFiles files_;
  std::vector<std::string> told_;
  BlockStore store_{{.memory_bytes_max = 1 << 20}};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("executor");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  PeerLinks links_{*transport_, postbox_};
  Replicator replicator_{links_, loop_.clock(), WorkerId("w1")};
};

TEST_F(HostedReceiverTest, ABlockIsToldWithItsPlaceInTheLog) {
  Running first = Start(1);
  Run();
  for (const char* text : {"a", "b", "c"}) first.receiver->Store(text);
  first.hosted->Cut({RunId(0), BatchTime(1000)});
  Run();
  EXPECT_THAT(told_, ElementsAre("block 0 in file 0", "block 1 in file 0", "block 2 in file 0", "cut 1000"));
  EXPECT_EQ(first.receiver->acknowledged, 3);
}

TEST_F(HostedReceiverTest, BlocksThatWaitShareOneSync) {
  Running first = Start(1);
  Run();
  files_.fails = true;
  for (int i = 0; i < 10; ++i) first.receiver->Store("a");
  Run();
  EXPECT_EQ(first.receiver->acknowledged, 0);
  files_.fails = false;
  const int before = files_.syncs;
  Run();
  EXPECT_EQ(first.receiver->acknowledged, 10);
  EXPECT_LE(files_.syncs - before, 2);
}

TEST_F(HostedReceiverTest, NothingIsAcknowledgedOrToldWhileSyncsFail) {
  Running first = Start(1);
  Run();
  files_.fails = true;
  for (int i = 0; i < 16; ++i) first.receiver->Store("a");
  first.hosted->Cut({RunId(0), BatchTime(1000)});
  Run();
  EXPECT_THAT(told_, ElementsAre("error: the write-ahead log cannot be written: sync: EIO")) << "said once";
  EXPECT_EQ(first.receiver->acknowledged, 0);
  EXPECT_FALSE(first.receiver->HasRoom()) << "it stops reading";
  files_.fails = false;
  Run();
  EXPECT_EQ(first.receiver->acknowledged, 16);
  EXPECT_TRUE(first.receiver->HasRoom());
  EXPECT_EQ(told_.back(), "cut 1000");
  EXPECT_THAT(told_, Not(Contains("block 0 in file 0"))) << "that file has failed";
}

TEST_F(HostedReceiverTest, TheNextStartTellsWhatTheFormerOneLeftBeforeItStarts) {
  Running first = Start(1);
  Run();
  for (const char* text : {"a", "b"}) first.receiver->Store(text);
  Run();
  told_.clear();
  Running second = Start(2);
  EXPECT_FALSE(second.receiver->started());
  Run();
  EXPECT_TRUE(second.receiver->started());
  EXPECT_THAT(told_, ElementsAre("found 0", "found 1"));
  told_.clear();
  first.receiver->Store("too late");
  Run();
  EXPECT_EQ(first.receiver->acknowledged, 2);
  EXPECT_EQ(first.receiver->refused, 1);
  EXPECT_THAT(told_, ElementsAre(StartsWith("error: a received block is dropped: a later start")));
}

TEST_F(HostedReceiverTest, TheNextStartGoesOnBehindThePositionsThatItFinds) {
  Running first = Start(1);
  Run();
  first.receiver->Store("a", SourcePosition{"p", 0, 10});
  first.receiver->Store("b", SourcePosition{"p", 10, 25});
  Run();
  Running second = Start(2);
  Run();
  EXPECT_EQ(second.hosted->context().positions, (SafePositions{{"p", 25}}));
}

TEST_F(HostedReceiverTest, OneWhoseDriverHasLostTheDirectoryBeginsNothingAndMayStartElsewhere) {
  ASSERT_THAT(files_.Rename("/checkpoint/lease-7", "/checkpoint/lease-8"), IsOk());
  Running first = Start(1);
  Run();
  EXPECT_THAT(told_, ElementsAre("left"));
  EXPECT_FALSE(first.receiver->started());
}

TEST_F(HostedReceiverTest, NothingIsAcknowledgedOnceAnotherApplicationHasBegun) {
  Running first = Start(1);
  Run();
  first.receiver->Store("a");
  Run();
  ASSERT_THAT(RemoveLogsOfOthers(files_, "/checkpoint", ""), IsOk());
  first.receiver->Store("b");
  Run();
  EXPECT_EQ(first.receiver->acknowledged, 1);
  EXPECT_THAT(told_, ElementsAre("block 0 in file 0", StartsWith("error: a received block is dropped: the logs of the "
                                                                 "application's receivers are gone")));
}

TEST_F(HostedReceiverTest, OneThatIsStoppedBeforeItsLogBeginsHasReceivedNothing) {
  files_.fails = true;
  Running first = Start(1);
  first.hosted->Cut({RunId(0), BatchTime(1000)});
  first.hosted->Stop();
  Run();
  files_.fails = false;
  Run();
  EXPECT_THAT(told_, ElementsAre("cut 1000", "stopped"));
  EXPECT_FALSE(first.receiver->started());
}

}  // namespace
}  // namespace sluice
