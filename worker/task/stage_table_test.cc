#include "worker/task/stage_table.h"

#include <string>
#include <utility>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "engine/task/factory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr DriverLife kLife(2);
constexpr StageId kStage(kLife, 5);
constexpr VariableKey kProgram(kLife, 8), kVariable(kLife, 9);

// References a broadcast variable if it is told to.
class ReadOp : public Op<int64_t> {
 public:
  using Input = void;
  struct Options {
    BroadcastName name;
  };
  static constexpr int kInputsMin = 0;
  ReadOp(Wiring<void>, const Options& options) {
    if (options.name.key != 0) value_ = ReferencedBroadcast(options.name);
  }
  absl::Status Run(TaskContext&, int, Sink<int64_t>&) const override { return absl::OkStatus(); }

 private:
  std::shared_ptr<BroadcastValue> value_;
};

class EndTerminal : public Terminal {
 public:
  using Input = int64_t;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  EndTerminal(Wiring<Input>, Options) {}
  absl::Status Run(TaskContext&, int, TaskResult&) const override { return absl::OkStatus(); }
};

void Fill(const OperatorRef& ref, v1::OpRef& op) {
  op.set_factory(ref.factory);
  op.set_arguments(ref.arguments);
  op.set_name(ref.name);
}

// Operators that reference this variable; of no life: none.
std::string Encoded(VariableKey variable = VariableKey()) {
  v1::StageProgram program;
  Fill(RefTo<ReadOp>("read", {{.key = variable.value(), .encoded_bytes = 1}}), *program.add_ops());
  Fill(RefTo<EndTerminal>("end", {}), *program.mutable_terminal());
  return program.SerializeAsString();
}

class StageTableTest : public ::testing::Test {
 protected:
  ~StageTableTest() override { postbox_->Close(); }

  // A stage whose program is large.
  static v1::StageProgram Large(VariableKey key = kProgram) {
    v1::StageProgram program;
    program.set_stage(kStage.value());
    program.mutable_fetched()->set_key(key.value());
    program.mutable_fetched()->set_bytes(Encoded().size());
    return program;
  }
  void Arrive(const std::string& encoded) {
    const std::shared_ptr<BroadcastValue> value = wanted_.back();
    value->Fill(Buffer::FromString(encoded));
    EXPECT_TRUE(stages_.OnValue(value, absl::OkStatus()));
  }
  void Settle() { loop_.RunFor(absl::Milliseconds(1)); }

  SimLoop loop_{1};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("executor");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  std::vector<std::shared_ptr<BroadcastValue>> wanted_;
  std::vector<StageId> made_;
  StageTable stages_{loop_,
                     postbox_,
                     {.want = [this](const auto& value) { wanted_.push_back(value); },
                      .on_made = [this](StageId stage) { made_.push_back(stage); }}};
};

TEST_F(StageTableTest, ALargeProgramIsFetchedForATaskThatWaitsAndMadeApart) {
  stages_.Add(Large());
  EXPECT_FALSE(stages_.IsReady(kStage));
  EXPECT_THAT(wanted_, IsEmpty()) << "no task waits";
  stages_.Want(kStage);
  ASSERT_EQ(wanted_.size(), 1u);
  EXPECT_EQ(wanted_[0]->key(), kProgram);
  Arrive(Encoded());
  EXPECT_FALSE(stages_.IsReady(kStage)) << "it is made in another thread";
  Settle();
  EXPECT_THAT(made_, ElementsAre(kStage));
  EXPECT_TRUE(stages_.IsReady(kStage));
  EXPECT_THAT(stages_.Find(kStage), IsOk());
  EXPECT_EQ(wanted_[0].use_count(), 1) << "its bytes go";
}

TEST_F(StageTableTest, WhatItReferencesIsKnownWhenItIsMade) {
  stages_.Add(Large());
  stages_.Want(kStage);
  Arrive(Encoded(kVariable));
  Settle();
  EXPECT_FALSE(stages_.IsReady(kStage));
  EXPECT_TRUE(stages_.References(kStage, kVariable));
  stages_.Want(kStage);
  ASSERT_EQ(wanted_.size(), 2u);
  wanted_[1]->Fill(Buffer::FromString("v"));
  EXPECT_FALSE(stages_.OnValue(wanted_[1], absl::OkStatus())) << "it is no program";
  EXPECT_TRUE(stages_.IsReady(kStage));
}

TEST_F(StageTableTest, AFreedVariableCostsTheProgramAnotherFetch) {
  stages_.Add(Large());
  stages_.Want(kStage);
  Arrive(Encoded(kVariable));
  EXPECT_THAT(stages_.FreeBroadcast(kVariable), ElementsAre(kStage)) << "while it is made";
  Settle();
  EXPECT_THAT(made_, IsEmpty()) << "that one references the former value";
  stages_.Want(kStage);
  Arrive(Encoded(kVariable));
  Settle();
  EXPECT_THAT(stages_.FreeBroadcast(kVariable), ElementsAre(kStage)) << "when it is made";
  EXPECT_FALSE(stages_.IsReady(kStage));
  EXPECT_THAT(stages_.FreeBroadcast(kVariable), IsEmpty()) << "while it is not there";
}

TEST_F(StageTableTest, AStageThatIsFreedOnTheWayIsNotMade) {
  stages_.Add(Large());
  stages_.Want(kStage);
  const std::shared_ptr<BroadcastValue> value = std::move(wanted_[0]);
  stages_.Free(kStage);
  EXPECT_EQ(value.use_count(), 1) << "nobody wants it any more";
  value->Fill(Buffer::FromString(Encoded()));
  EXPECT_FALSE(stages_.OnValue(value, absl::OkStatus()));
  stages_.Add(Large());
  stages_.Want(kStage);
  Arrive(Encoded());
  stages_.Free(kStage);
  Settle();
  EXPECT_THAT(made_, IsEmpty());
  EXPECT_THAT(stages_.Find(kStage), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(StageTableTest, TheSameProgramIsFetchedAgainOnlyForATaskThatComesWhenItHasFailed) {
  for (int times = 0; times < 2; ++times) {
    stages_.Add(Large());
    stages_.Want(kStage);
  }
  ASSERT_EQ(wanted_.size(), 2u);
  EXPECT_EQ(wanted_[0], wanted_[1]) << "on its way";
  EXPECT_THAT(stages_.held(), ElementsAre(kStage));
  EXPECT_TRUE(stages_.OnValue(wanted_[0], absl::FailedPreconditionError("it was destroyed")));
  EXPECT_THAT(made_, ElementsAre(kStage));
  EXPECT_TRUE(stages_.IsReady(kStage));
  EXPECT_THAT(stages_.Find(kStage), StatusIs(absl::StatusCode::kFailedPrecondition,
                                             HasSubstr("program of the stage cannot be fetched: it was destroyed")));
  EXPECT_THAT(stages_.held(), IsEmpty());
  stages_.Want(kStage);
  ASSERT_EQ(wanted_.size(), 3u);
  Arrive(Encoded());
  Settle();
  stages_.Add(Large());
  EXPECT_TRUE(stages_.IsReady(kStage));
}

TEST_F(StageTableTest, ADamagedProgramOrOneOfAnotherLifeFails) {
  stages_.Add(Large());
  stages_.Want(kStage);
  Arrive("\xff no program");
  Settle();
  EXPECT_THAT(stages_.Find(kStage), StatusIs(absl::StatusCode::kDataLoss));
  stages_.Add(Large(VariableKey(DriverLife(1), 8)));
  EXPECT_TRUE(stages_.IsReady(kStage));
  EXPECT_THAT(stages_.Find(kStage), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace sluice
