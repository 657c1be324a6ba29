#include "engine/rdd/compiled_stage.h"

#include <string>

#include "common/base/status_matchers.h"
#include "engine/rdd/collect.h"
#include "engine/rdd/count.h"
#include "engine/rdd/factory.h"
#include "engine/rdd/lines.h"
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

v1::StageProgram CountLines() {
  v1::StageProgram program;
  *program.add_ops() = Wire(RefTo<LinesOp>("lines", {}));
  *program.mutable_terminal() = Wire(RefTo<CountTerminal<std::string_view>>("count", {}));
  return program;
}

TEST(CompiledStageTest, RunsWhatTheProgramSays) {
  auto stage = CompiledStage::Instantiate(CountLines());
  ASSERT_THAT(stage, IsOk());
  TaskContext context(BatchTime(0), 3, 0);
  context.AddInput(0, 3, {BlockId(), {Buffer::FromString("a\nb\n")}});
  auto result = (*stage)->Run(context, 3);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(Join(result->value), Encode(int64_t{2}));
}

TEST(CompiledStageTest, UnknownFactoryIsNamed) {
  v1::StageProgram program = CountLines();
  program.mutable_ops(0)->set_factory(0xbad);
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("lines"), HasSubstr("0xbad"))));
}

TEST(CompiledStageTest, ArgumentsOfAnotherOperatorAreRefused) {
  v1::StageProgram program = CountLines();
  program.mutable_ops(0)->set_arguments("too many bytes");
  EXPECT_THAT(CompiledStage::Instantiate(program), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lines")));
}

TEST(CompiledStageTest, RowsOfAnotherTypeAreRefused) {
  v1::StageProgram program = CountLines();
  *program.mutable_terminal() = Wire(RefTo<CountTerminal<int64_t>>("count", {}));
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("another type")));
}

TEST(CompiledStageTest, InputsThatAreNotBeforeAreRefused) {
  v1::StageProgram program = CountLines();
  program.mutable_ops(0)->add_inputs(0);
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not before it")));
}

TEST(CompiledStageTest, SourceCannotEndAStage) {
  v1::StageProgram program = CountLines();
  *program.mutable_terminal() = program.ops(0);
  EXPECT_THAT(CompiledStage::Instantiate(program),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cannot end")));
  EXPECT_THAT(CompiledStage::Instantiate(v1::StageProgram()), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace sluice
