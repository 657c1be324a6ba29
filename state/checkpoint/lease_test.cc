// Programs that want one directory, in simulated time on a simulated disk; some of them stand still for a while.
#include "state/checkpoint/lease.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/memory_files.h"
#include "common/observe/logging.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/checkpoint/lease_folder.h"
#include "state/checkpoint/stoppable_files.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kDirectory[] = "/dir";

// Of a machine that nobody else can look at.
LeaseHolder ProcessOn(const std::string& machine) {
  return {.host = machine, .space = {StrCat("boot of ", machine), "pid:[1]"}, .process = {.pid = 7}};
}

class LeaseTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(disk_.MakeFolder(kDirectory), IsOk()); }

  // Runs it as a thread of its own, to its end.
  void Run(std::function<void()> task) {
    bool done = false;
    std::unique_ptr<Mailbox> thread = loop_.NewMailbox("test");
    thread->Post([&] {
      task();
      done = true;
    });
    ASSERT_TRUE(loop_.RunUntil([&] { return done; }, absl::Minutes(10)));
  }
  absl::StatusOr<std::shared_ptr<Lease>> Take(const std::string& machine, const std::string& application = "app",
                                              int life = 1) {
    absl::StatusOr<std::shared_ptr<Lease>> lease = absl::UnknownError("it has not come back");
    Run([&] {
      lease = Lease::Take(loop_, disk_,
                          {.directory = kDirectory,
                           .application = application,
                           .life = DriverLife(life),
                           .process = ProcessOn(machine)});
    });
    return lease;
  }
  absl::Status Publish(const std::shared_ptr<FencedFiles>& files, const std::string& name) {
    return files->Publish(StrCat(kDirectory, "/", name), "x");
  }
  std::vector<std::string> Names() { return *disk_.List(kDirectory); }
  absl::Duration Since(absl::Time time) { return loop_.clock().Now() - time; }
  // What is left of a process that is killed: nothing renews its lease, and nobody gives it back.
  void Abandon(std::shared_ptr<Lease> lease, const std::string& machine) {
    const int64_t token = lease->token();
    lease.reset();
    LeaseRecord record{.token = token, .application = "app", .driver_life = 1, .holder = ProcessOn(machine)};
    record.time_to_live_millis = absl::ToInt64Milliseconds(kLeaseTimeToLive);
    ASSERT_THAT(LeaseFolder(disk_, kDirectory, "test").Renew(record), IsOk());
  }

  SimLoop loop_{1};
  MemoryFiles disk_;
};

TEST_F(LeaseTest, IsRenewedAndRefusesOthersByTheNameOfItsHolder) {
  auto first = Take("a");
  ASSERT_THAT(first, IsOk());
  loop_.RunFor(absl::Minutes(1));
  const absl::Time asked = loop_.clock().Now();
  EXPECT_THAT(
      Take("b", "other"),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               AllOf(HasSubstr("the checkpoint directory /dir is in use by another program: host=a pid=7 since="),
                     HasSubstr(" application=app; stop that one"))));
  EXPECT_LE(Since(asked), kLeaseRenewal + absl::Seconds(1)) << "as soon as it is seen to live";
  EXPECT_THAT((*first)->Check(), IsOk());
  EXPECT_THAT(Publish((*first)->files(), "checkpoint-1"), IsOk());
}

TEST_F(LeaseTest, IsGivenBackInOrderToTheNextOneWhoNeedNotWait) {
  auto first = Take("a");
  ASSERT_THAT(first, IsOk());
  const std::shared_ptr<FencedFiles> files = (*first)->files();
  first->reset();
  EXPECT_THAT(Publish(files, "checkpoint-1"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("/dir has been given back")));
  const absl::Time asked = loop_.clock().Now();
  auto second = Take("b", "other");
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(Since(asked), absl::ZeroDuration());
  EXPECT_EQ((*second)->token(), 2);
  EXPECT_THAT(Names(), ElementsAre("lease-2"));
}

TEST_F(LeaseTest, OfADeadMachineIsTakenOnceItWasSilentForItsTimeToLive) {
  Abandon(*Take("dead"), "dead");
  const absl::Time asked = loop_.clock().Now();
  ASSERT_THAT(Take("b", "other"), IsOk());
  EXPECT_GE(Since(asked), kLeaseTimeToLive);
  EXPECT_LE(Since(asked), kLeaseTimeToLive + absl::Seconds(1));
}

TEST_F(LeaseTest, OfAFormerLifeIsTakenAtOnceAndOfALaterOneNever) {
  Abandon(*Take("a"), "a");
  const absl::Time asked = loop_.clock().Now();
  auto second = Take("b", "app", 2);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(Since(asked), absl::ZeroDuration());
  EXPECT_THAT(Take("a", "app", 1), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("host=b")));
  EXPECT_THAT((*second)->Check(), IsOk());
}

TEST_F(LeaseTest, WhatNobodyCanReadIsWaitedFor) {
  for (const std::string& bytes : {std::string(), std::string("torn"), std::string(100, '\0')}) {
    ASSERT_THAT(disk_.RemoveTree(kDirectory), IsOk());
    ASSERT_THAT(disk_.MakeFolder("/dir/lease-41/writing"), IsOk());
    if (!bytes.empty()) {
      ASSERT_THAT(disk_.Publish("/dir/lease-41/holder", bytes), IsOk());
    }
    const absl::Time asked = loop_.clock().Now();
    auto lease = Take("b");
    ASSERT_THAT(lease, IsOk());
    EXPECT_GE(Since(asked), kLeaseTimeToLive);
    EXPECT_EQ((*lease)->token(), 42);
  }
}

TEST_F(LeaseTest, WhoFindsItRemovedHasLostIt) {
  auto lease = Take("a");
  ASSERT_THAT(disk_.RemoveTree("/dir/lease-1"), IsOk());
  std::vector<std::string> told;
  (*lease)->SetOnLost([&](const absl::Status& why) { told.push_back(std::string(why.message())); });
  loop_.RunFor(absl::Seconds(5));
  EXPECT_THAT(told, ElementsAre(AllOf(HasSubstr("somebody has removed /dir/lease-1"), HasSubstr("host=a"))));
  EXPECT_THAT(Publish((*lease)->files(), "checkpoint-1"), StatusIs(absl::StatusCode::kFailedPrecondition, told[0]));
  EXPECT_THAT(Names(), ElementsAre());
}

TEST_F(LeaseTest, AFullDiskIsNoReasonToLoseIt) {
  auto lease = Take("a");
  disk_.SetCapacity(0);
  loop_.RunFor(absl::Minutes(1));
  absl::Status checked;
  Run([&] { checked = (*lease)->Check(); });
  EXPECT_THAT(checked, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("cannot be renewed")));
  disk_.SetCapacity(1 << 20);
  loop_.RunFor(absl::Seconds(5));
  EXPECT_THAT((*lease)->Check(), IsOk());
}

// A disk that cannot do one thing.
class LimitedFiles : public MemoryFiles {
 public:
  absl::Status MakeFolder(const std::string& path) override {
    return makes_folders ? MemoryFiles::MakeFolder(path)
                         : absl::PermissionDeniedError(StrCat("make folder ", path, ": Read-only file system"));
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return renames ? MemoryFiles::Rename(from, to)
                   : absl::UnimplementedError(StrCat("rename ", from, ": Operation not supported"));
  }
  bool makes_folders = true;
  bool renames = true;
};

TEST_F(LeaseTest, ADirectoryThatCannotBeTakenIsNamedWithTheReason) {
  LimitedFiles disk;
  ASSERT_THAT(disk.MakeFolder(kDirectory), IsOk());
  auto error = [&] {
    absl::Status taken;
    Run([&] {
      taken = Lease::Take(loop_, disk, {.directory = kDirectory, .application = "app", .life = DriverLife(1)}).status();
    });
    return std::string(taken.message());
  };
  disk.makes_folders = false;
  EXPECT_THAT(error(), AllOf(HasSubstr("take the checkpoint directory /dir"), HasSubstr("Read-only file system")));
  disk.makes_folders = true;
  disk.renames = false;
  EXPECT_THAT(error(), AllOf(HasSubstr("take the checkpoint directory /dir"), HasSubstr("Operation not supported")));
  disk.renames = true;
  disk.SetCapacity(0);
  EXPECT_THAT(error(), AllOf(HasSubstr("take the checkpoint directory /dir"), HasSubstr("no space left")));
  EXPECT_THAT(*disk.List(kDirectory), ElementsAre()) << "nothing is left behind";
}

TEST_F(LeaseTest, WallClocksThatJumpMeanNothing) {
  auto lease = Take("a");
  for (absl::Duration jump : {absl::Hours(100), -absl::Hours(300)}) {
    loop_.clock().SetWallForward(jump);
    loop_.RunFor(absl::Seconds(1));
    EXPECT_THAT((*lease)->Check(), IsOk());
    EXPECT_THAT(Take("b", "other"), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("host=a")));
  }
}

// One program of several: it takes the directory whenever it can, and publishes each second as long as it may.
class Program {
 public:
  Program(SimLoop& loop, Files& disk, const std::string& machine, int stop_at, std::vector<int64_t>& published)
      : loop_(loop), machine_(machine), published_(published), files_(loop, disk, stop_at, absl::Seconds(25)) {
    files_.SetOnPublished([this](const std::string& path) {
      if (path.ends_with("/checkpoint")) published_.push_back(token_);
    });
    thread_->Post([this] {
      while (!ending_) {
        Live();
        loop_.NewEvent()->Wait(absl::Seconds(1));
      }
      ended_ = true;
    });
  }
  void End() { ending_ = true; }
  bool ended() const { return ended_; }
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  void Live() {
    auto lease = Lease::Take(
        loop_, files_,
        {.directory = kDirectory, .application = machine_, .life = DriverLife(1), .process = ProcessOn(machine_)});
    if (!lease.ok()) return errors_.push_back(std::string(lease.status().message()));
    token_ = (*lease)->token();
    absl::Status status;
    for (int i = 0; i < 12 && status.ok() && !ending_; ++i) {
      status = (*lease)->files()->Publish(StrCat(kDirectory, "/checkpoint"), machine_);
      loop_.NewEvent()->Wait(absl::Seconds(1));
    }
    if (!status.ok()) errors_.push_back(std::string(status.message()));
  }

  SimLoop& loop_;
  const std::string machine_;
  std::vector<int64_t>& published_;  // Tokens, in the order in which they published.
  StoppableFiles files_;
  int64_t token_ = 0;
  bool ending_ = false, ended_ = false;
  std::vector<std::string> errors_;
  std::unique_ptr<Mailbox> thread_ = loop_.NewMailbox(machine_);
};

// Whoever stands still before whatever change: once another token has published, the former one never does again.
TEST(LeaseInterleavingTest, OfTwoThatStandStillBeforeAnyChangeNeverTwoTokensPublish) {
  ASSERT_THAT(SetUpLogging({.role = "test", .level = "off"}), IsOk());
  constexpr int kSteps = 24;
  int taken_over = 0, fenced = 0;
  for (int stop_a = 0; stop_a < kSteps; ++stop_a) {
    for (int stop_b = 0; stop_b < kSteps; ++stop_b) {
      SimLoop loop(static_cast<uint64_t>(stop_a * kSteps + stop_b));
      MemoryFiles disk;
      ASSERT_THAT(disk.MakeFolder(kDirectory), IsOk());
      std::vector<int64_t> published;
      Program a(loop, disk, "a", stop_a, published), b(loop, disk, "b", stop_b, published);
      loop.RunFor(absl::Seconds(100));
      const size_t before = published.size();
      loop.RunFor(absl::Seconds(30));
      ASSERT_GT(published.size(), before) << "both stand still: " << stop_a << " " << stop_b;
      a.End();
      b.End();
      ASSERT_TRUE(loop.RunUntil([&] { return a.ended() && b.ended(); }, absl::Minutes(5)));
      for (size_t i = 1; i < published.size(); ++i) {
        ASSERT_LE(published[i - 1], published[i]) << "stop_a=" << stop_a << " stop_b=" << stop_b << " at " << i;
      }
      for (const Program* program : {&a, &b}) {
        for (const std::string& error : program->errors()) {
          fenced += error.find("was taken over by another program") != error.npos;
        }
      }
      taken_over += published.back() > 1;
    }
  }
  EXPECT_GT(taken_over, kSteps * kSteps / 2) << "else nothing was shown";
  EXPECT_GT(fenced, kSteps) << "else nothing was shown";
}

}  // namespace
}  // namespace sluice
