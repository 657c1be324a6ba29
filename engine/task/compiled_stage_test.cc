#include "engine/task/compiled_stage.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "engine/task/number_ops.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

v1::OpRef Wire(const OperatorRef& ref) {
  v1::OpRef wire;
  wire.set_factory(ref.factory);
  wire.set_arguments(ref.arguments);
  wire.set_name(ref.name);
  return wire;
}

v1::StageProgram Numbers() {
  v1::StageProgram program;
  *program.add_ops() = Wire(RefTo<NumbersOp>("numbers", {}));
  *program.mutable_terminal() = Wire(RefTo<EncodingTerminal<int64_t>>("collect", {}));
  return program;
}

// A block for each.
void AddNumbers(TaskContext& context, int partition, const std::vector<std::string>& numbers) {
  for (const std::string& number : numbers) {
    context.AddInput(0, partition, {BlockId(), {Buffer::FromString(number)}});
  }
}

TEST(CompiledStageTest, RunsWhatTheProgramSays) {
  v1::StageProgram program = Numbers();
  *program.add_ops() = Wire(RefTo<AddOp>("add", 5));
  program.mutable_ops(1)->add_inputs(0);
  auto stage = CompiledStage::Instantiate(program);
  ASSERT_THAT(stage, IsOk());
  TaskContext context(3, 0);
  AddNumbers(context, 3, {"1", "2"});
  AddNumbers(context, 4, {"3"});
  auto result = (*stage)->Run(context, 3);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(Join(result->value), Encode(int64_t{6}, int64_t{7}));
}

TEST(CompiledStageTest, KnowsWhichOperatorThrew) {
  v1::StageProgram program = Numbers();
  *program.add_ops() = Wire(RefTo<AddOp>("add", 1));
  *program.add_ops() = Wire(RefTo<AddOp>("shift", 1));
  *program.add_ops() = Wire(RefTo<AddOp>("shift", 1));
  for (int i = 1; i < 4; ++i) program.mutable_ops(i)->add_inputs(i - 1);
  auto stage = CompiledStage::Instantiate(program);
  ASSERT_THAT(stage, IsOk());
  auto last_operator = [&](const std::string& number, bool throws) {
    TaskContext context(0, 0);
    AddNumbers(context, 0, {number});
    bool threw = false;
    try {
      EXPECT_THAT((*stage)->Run(context, 0), IsOk());
    } catch (const std::exception&) {
      threw = true;
    }
    EXPECT_EQ(threw, throws);
    return (*stage)->OperatorName(context.running_op());
  };
  EXPECT_EQ(last_operator("x", true), "numbers");
  EXPECT_EQ(last_operator("10", true), "add");
  EXPECT_EQ(last_operator("9", true), "shift (operator 3 of 5)");
  EXPECT_EQ(last_operator("8", true), "shift (operator 4 of 5)");
  EXPECT_EQ(last_operator("7", false), "collect");
}

TEST(CompiledStageTest, UnknownFactoryIsNamed) {
  v1::StageProgram program = Numbers();
  program.mutable_ops(0)->set_factory(0xbad);
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("numbers"), HasSubstr("0xbad"))));
}

TEST(CompiledStageTest, ArgumentsOfAnotherOperatorAreRefused) {
  v1::StageProgram program = Numbers();
  program.mutable_ops(0)->set_arguments("too many bytes");
  EXPECT_THAT(CompiledStage::Instantiate(program), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("numbers")));
}

TEST(CompiledStageTest, RowsOfAnotherTypeAreRefused) {
  v1::StageProgram program = Numbers();
  *program.mutable_terminal() = Wire(RefTo<EncodingTerminal<bool>>("collect", {}));
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("another type")));
}

TEST(CompiledStageTest, InputsThatAreNotBeforeAreRefused) {
  v1::StageProgram program = Numbers();
  program.mutable_ops(0)->add_inputs(0);
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not before it")));
}

TEST(CompiledStageTest, TooFewInputsAreRefused) {
  v1::StageProgram program = Numbers();
  *program.add_ops() = Wire(RefTo<AddOp>("add", 1));
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("add"), HasSubstr("too few inputs: 0"))));
}

TEST(CompiledStageTest, SourceCannotEndAStage) {
  v1::StageProgram program = Numbers();
  *program.mutable_terminal() = program.ops(0);
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cannot end")));
  EXPECT_THAT(CompiledStage::Instantiate(v1::StageProgram()), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace sluice
