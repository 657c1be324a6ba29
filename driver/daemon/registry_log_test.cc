#include "driver/daemon/registry_log.h"

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/memory_files.h"
#include "driver/daemon/registry_snapshot.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

const ApplicationId kA("app-1"), kB("app-2");
const absl::Time kNow = absl::FromUnixSeconds(1'000'000);
constexpr char kPath[] = "/applications.log";

ApplicationSpec ASpec() {
  return {.name = "word count",
          .executable = {"ab", "cd", 5},
          .arguments = {"--host", "x y"},
          .conf = {"a=b"},
          .cores_wanted = 3,
          .supervise = true};
}

absl::StatusOr<RegistryLog::Opened> Open(Files& files, int kept = 10) { return RegistryLog::Open(files, kPath, kept); }

TEST(ApplicationStateTest, AnEndedApplicationNeverMoves) {
  for (int from = 1; from <= 6; ++from) {
    for (int to = 1; to <= 6; ++to) {
      const auto state = static_cast<ApplicationState>(from);
      if (IsEnded(state)) {
        EXPECT_FALSE(CanMove(state, static_cast<ApplicationState>(to)));
      }
    }
  }
}

TEST(RegistryLogTest, ANewDaemonKnowsWhatWasResumed) {
  MemoryFiles files;
  {
    auto opened = Open(files);
    ASSERT_THAT(opened, IsOk());
    for (const RegistryUpdate& update : std::vector<RegistryUpdate>{
             AddApplication{kA, ASpec(), kNow}, MoveApplication{kA, ApplicationState::kKilled, "", 1, kNow},
             AddApplication{kA, ASpec(), kNow, 6}, MoveApplication{kA, ApplicationState::kWaiting, "", 0, kNow}}) {
      ASSERT_THAT(opened->log->Write(update), IsOk());
    }
  }
  auto opened = Open(files);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->registry.applications.at(kA).state, ApplicationState::kWaiting);
  EXPECT_EQ(opened->registry.applications.at(kA).starts, 6);
}

// All that a registry says, as text that can be compared.
std::vector<std::string> Texts(const Registry& registry) {
  std::vector<std::string> texts;
  for (const RegistryUpdate& update : UpdatesTo(registry)) texts.push_back(Encode(update));
  return texts;
}

// One application of each state, with what a daemon must know of it.
std::vector<RegistryUpdate> OneOfEachState() {
  std::vector<RegistryUpdate> updates;
  for (int state = 1; state <= 7; ++state) {
    const ApplicationId id(StrCat("app-", state));
    const auto move = [&](ApplicationState to, int exit_code = 0) {
      updates.emplace_back(MoveApplication{id, to, StrCat("why ", state), exit_code, kNow + absl::Seconds(state)});
    };
    updates.emplace_back(AddApplication{id, ASpec(), kNow, state == 4 ? 6 : 0});
    const auto to = static_cast<ApplicationState>(state);
    if (to == ApplicationState::kSubmitted) continue;
    move(ApplicationState::kWaiting);
    if (to == ApplicationState::kWaiting) continue;
    move(ApplicationState::kRunning);
    updates.emplace_back(NumberExecutor{id, ExecutorId(3)});
    updates.emplace_back(NumberExecutor{id, ExecutorId(7)});
    updates.emplace_back(StopApplication{id, {StopWish::kPause, "asked", kNow}});
    updates.emplace_back(FinishApplication{id, 9});
    if (to != ApplicationState::kRunning) move(to, 3);
  }
  updates.emplace_back(DrainWorker{WorkerId("w1")});
  return updates;
}

TEST(RegistrySnapshotTest, MakesTheSameRegistryAgain) {
  Registry registry, again;
  for (const RegistryUpdate& update : OneOfEachState()) ASSERT_THAT(Apply(update, registry), IsOk());
  for (const RegistryUpdate& update : UpdatesTo(registry)) ASSERT_THAT(Apply(update, again), IsOk());
  EXPECT_EQ(again.drained, registry.drained);
  ASSERT_EQ(again.applications.size(), registry.applications.size());
  for (const auto& [id, record] : registry.applications) {
    const ApplicationRecord& copy = again.applications.at(id);
    EXPECT_EQ(copy.state, record.state) << id;
    EXPECT_EQ(copy.message, record.message) << id;
    EXPECT_EQ(copy.exit_code, record.exit_code) << id;
    EXPECT_EQ(copy.submitted, record.submitted) << id;
    EXPECT_EQ(copy.started, record.started) << id;
    EXPECT_EQ(copy.ended, record.ended) << id;
    EXPECT_EQ(copy.starts, record.starts) << id;
    EXPECT_EQ(copy.next_executor, record.next_executor) << id;
    EXPECT_EQ(copy.said_exit_code, record.said_exit_code) << id;
    EXPECT_EQ(copy.stop.has_value(), record.stop.has_value()) << id;
  }
}

// Applications come, run and are forgotten, for ever.
void RunAndForget(RegistryLog& log, int applications) {
  for (int i = 0; i < applications; ++i) {
    const ApplicationId id(StrCat("app-x-", i));
    for (const RegistryUpdate& update : std::vector<RegistryUpdate>{
             AddApplication{id, ASpec(), kNow}, MoveApplication{id, ApplicationState::kWaiting, "waits", 0, kNow},
             MoveApplication{id, ApplicationState::kRunning, "", 0, kNow}, NumberExecutor{id, ExecutorId(4)},
             MoveApplication{id, ApplicationState::kFailed, "why", 7, kNow}, ForgetApplication{id}}) {
      ASSERT_THAT(log.Write(update), IsOk());
    }
  }
}

TEST(RegistryLogTest, ALogDoesNotGrowWithWhatIsForgotten) {
  MemoryFiles files;
  auto opened = Open(files, /*kept=*/10);
  ASSERT_THAT(opened, IsOk());
  for (const RegistryUpdate& update : OneOfEachState()) {
    ASSERT_THAT(Apply(update, opened->registry), IsOk());
    ASSERT_THAT(opened->log->Write(update), IsOk());
  }
  for (int round = 0; round < 5; ++round) {
    RunAndForget(*opened->log, 1000);
    EXPECT_LT(files.used(), 70 << 10);
  }
  auto next = Open(files);
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(Texts(next->registry), Texts(opened->registry));
  EXPECT_EQ(files.List("/")->size(), 1) << "nothing is left of writing it anew";
}

TEST(RegistryLogTest, ALogThatCannotBeWrittenAnewGrowsOn) {
  MemoryFiles files;
  auto opened = Open(files);
  ASSERT_THAT(opened, IsOk());
  for (const RegistryUpdate& update : OneOfEachState()) {
    ASSERT_THAT(Apply(update, opened->registry), IsOk());
    ASSERT_THAT(opened->log->Write(update), IsOk());
  }
  files.SetCapacity((64 << 10) + 500);  // There is no room for a second one.
  absl::Status written;
  for (int i = 0; written.ok(); ++i) {
    written = opened->log->Write(StopApplication{ApplicationId("app-3"), {StopWish::kEnd, StrCat("again ", i), kNow}});
  }
  EXPECT_THAT(written, StatusIs(absl::StatusCode::kResourceExhausted));
  files.SetCapacity(1 << 20);
  auto next = Open(files);
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->registry.applications.size(), 7);
}

TEST(RegistryLogTest, ANewDaemonKnowsWhatTheFormerWrote) {
  MemoryFiles files;
  {
    auto opened = Open(files);
    ASSERT_THAT(opened, IsOk());
    EXPECT_TRUE(opened->registry.applications.empty());
    for (const RegistryUpdate& update : std::vector<RegistryUpdate>{
             AddApplication{kA, ASpec(), kNow}, MoveApplication{kA, ApplicationState::kWaiting, "waits", 0, kNow},
             MoveApplication{kA, ApplicationState::kRunning, "", 0, kNow}, NumberExecutor{kA, ExecutorId(4)},
             MoveApplication{kA, ApplicationState::kFailed, "why", 7, kNow + absl::Seconds(1)}}) {
      ASSERT_THAT(opened->log->Write(update), IsOk());
    }
  }
  auto opened = Open(files);
  ASSERT_THAT(opened, IsOk());
  const ApplicationRecord& record = opened->registry.applications.at(kA);
  EXPECT_EQ(record.spec.name, "word count");
  EXPECT_EQ(record.spec.executable, ASpec().executable);
  EXPECT_EQ(record.spec.arguments, ASpec().arguments);
  EXPECT_EQ(record.spec.conf, ASpec().conf);
  EXPECT_EQ(record.spec.cores_wanted, 3);
  EXPECT_TRUE(record.spec.supervise);
  EXPECT_EQ(record.state, ApplicationState::kFailed);
  EXPECT_EQ(record.message, "why");
  EXPECT_EQ(record.exit_code, 7);
  EXPECT_EQ(record.ended, kNow + absl::Seconds(1));
  EXPECT_EQ(record.starts, 1);
  EXPECT_EQ(record.next_executor, ExecutorId(5));
}

TEST(RegistryLogTest, ANewDaemonKnowsWhatAnApplicationSaidOfItsEnd) {
  MemoryFiles files;
  {
    auto opened = Open(files);
    ASSERT_THAT(opened, IsOk());
    for (const RegistryUpdate& update : std::vector<RegistryUpdate>{
             AddApplication{kA, ASpec(), kNow}, MoveApplication{kA, ApplicationState::kWaiting, "waits", 0, kNow},
             MoveApplication{kA, ApplicationState::kRunning, "", 0, kNow}, FinishApplication{kA, 3}}) {
      ASSERT_THAT(opened->log->Write(update), IsOk());
    }
  }
  auto opened = Open(files);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->registry.applications.at(kA).said_exit_code, 3);
  ASSERT_THAT(Apply(MoveApplication{kA, ApplicationState::kRecovering, "", 0, kNow}, opened->registry), IsOk());
  EXPECT_EQ(opened->registry.applications.at(kA).said_exit_code, std::nullopt) << "its next life has said nothing";
  EXPECT_THAT(CanApply(FinishApplication{kA, 3}, opened->registry), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(RegistryLogTest, ANewDaemonKnowsWhoWasAskedToStop) {
  MemoryFiles files;
  const StopOrder order = {StopWish::kKill, "it is killed", kNow + absl::Seconds(30)};
  {
    auto opened = Open(files);
    ASSERT_THAT(opened, IsOk());
    for (const RegistryUpdate& update : std::vector<RegistryUpdate>{
             AddApplication{kA, ASpec(), kNow}, MoveApplication{kA, ApplicationState::kWaiting, "waits", 0, kNow},
             MoveApplication{kA, ApplicationState::kRunning, "", 0, kNow}, StopApplication{kA, order}}) {
      ASSERT_THAT(opened->log->Write(update), IsOk());
    }
  }
  auto opened = Open(files);
  ASSERT_THAT(opened, IsOk());
  const std::optional<StopOrder>& stop = opened->registry.applications.at(kA).stop;
  ASSERT_TRUE(stop.has_value());
  EXPECT_EQ(stop->wish, order.wish);
  EXPECT_EQ(stop->reason, order.reason);
  EXPECT_EQ(stop->by, order.by);
  ASSERT_THAT(Apply(MoveApplication{kA, ApplicationState::kRecovering, "", 0, kNow}, opened->registry), IsOk());
  EXPECT_FALSE(opened->registry.applications.at(kA).stop.has_value()) << "its next life was not asked";
  EXPECT_THAT(CanApply(StopApplication{kA, order}, opened->registry), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(RegistryLogTest, ANewDaemonKnowsWhichWorkersAreDrained) {
  MemoryFiles files;
  const WorkerId w1("w1"), w2("w2");
  {
    auto opened = Open(files);
    ASSERT_THAT(opened, IsOk());
    for (const RegistryUpdate& update :
         std::vector<RegistryUpdate>{DrainWorker{w1}, DrainWorker{w2}, UndrainWorker{w1}}) {
      ASSERT_THAT(opened->log->Write(update), IsOk());
    }
  }
  auto opened = Open(files);
  ASSERT_THAT(opened, IsOk());
  EXPECT_THAT(opened->registry.drained, testing::ElementsAre(w2));
  EXPECT_THAT(CanApply(DrainWorker{w2}, opened->registry), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(CanApply(UndrainWorker{w1}, opened->registry), StatusIs(absl::StatusCode::kNotFound));
}

TEST(RegistryLogTest, OldApplicationsAreForgotten) {
  MemoryFiles files;
  {
    auto opened = Open(files);
    for (const ApplicationId& id : {kA, kB}) {
      ASSERT_THAT(opened->log->Write(AddApplication{id, ASpec(), kNow}), IsOk());
      ASSERT_THAT(opened->log->Write(MoveApplication{id, ApplicationState::kKilled, "", 1, kNow}), IsOk());
    }
  }
  EXPECT_EQ(Open(files, 1)->registry.applications.count(kA), 0u);
  EXPECT_EQ(Open(files)->registry.applications.count(kA), 0u);
  EXPECT_EQ(Open(files)->registry.applications.count(kB), 1u);
}

TEST(RegistryLogTest, WhatAFullDiskKeptOutIsWrittenWhenThereIsRoomAgain) {
  MemoryFiles files;
  {
    auto opened = Open(files);
    ASSERT_THAT(opened->log->Write(AddApplication{kA, ASpec(), kNow}), IsOk());
    files.SetCapacity(0);
    const auto full = StatusIs(absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(opened->log->Write(AddApplication{kB, ASpec(), kNow}), full);
    EXPECT_THAT(opened->log->Note(MoveApplication{kA, ApplicationState::kWaiting, "waits", 0, kNow}), full);
    EXPECT_THAT(opened->log->Note(MoveApplication{kA, ApplicationState::kRunning, "", 0, kNow}), full);
    files.SetCapacity(1 << 20);
    EXPECT_THAT(opened->log->Note(NumberExecutor{kA, ExecutorId(4)}), IsOk());
  }
  auto opened = Open(files);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->registry.applications.count(kB), 0u) << "its submitter was told that it was refused";
  EXPECT_EQ(opened->registry.applications.at(kA).state, ApplicationState::kRunning);
  EXPECT_EQ(opened->registry.applications.at(kA).next_executor, ExecutorId(5));
}

TEST(RegistryLogTest, ARecordThatDoesNotFitIsNamed) {
  MemoryFiles files;
  {
    auto opened = Open(files);
    ASSERT_THAT(opened->log->Write(MoveApplication{kA, ApplicationState::kKilled, "", 1, kNow}), IsOk());
  }
  EXPECT_THAT(Open(files), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("/applications.log: record 0")));
  EXPECT_THAT(Decode("\xff\xff"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Decode(""), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace sluice
