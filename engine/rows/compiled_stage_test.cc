#include "engine/task/compiled_stage.h"

#include <stdexcept>
#include <string>

#include "common/base/status_matchers.h"
#include "common/codec/shippable.h"
#include "engine/rows/collect.h"
#include "engine/rows/count.h"
#include "engine/rows/files/lines.h"
#include "engine/rows/filter.h"
#include "engine/rows/map.h"
#include "engine/task/factory.h"
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
  TaskContext context(3, 0);
  context.AddInput(0, 3, {BlockId(), {Buffer::FromString("a\nb\n")}});
  auto result = (*stage)->Run(context, 3);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(Join(result->value), Encode(int64_t{2}));
}

TEST(CompiledStageTest, KnowsWhichOperatorThrew) {
  auto parse = [](std::string_view line) { return int64_t{std::stoll(std::string(line))}; };
  using Number = Shippable<decltype(parse)>;
  auto check = [](int64_t n) { return n < 10 ? true : throw std::out_of_range("too big"); };
  using IsSmall = Shippable<decltype(check)>;
  using Map = MapOp<std::string_view, int64_t, Number>;
  using Filter = FilterOp<int64_t, IsSmall>;
  v1::StageProgram program;
  *program.add_ops() = Wire(RefTo<LinesOp>("lines", {}));
  *program.add_ops() = Wire(RefTo<Map>("map", Number(parse)));
  *program.add_ops() = Wire(RefTo<Filter>("filter", IsSmall(check)));
  *program.add_ops() = Wire(RefTo<Filter>("filter", IsSmall(check)));
  for (int i = 1; i < 4; ++i) program.mutable_ops(i)->add_inputs(i - 1);
  *program.mutable_terminal() = Wire(RefTo<CountTerminal<int64_t>>("count", {}));
  auto stage = CompiledStage::Instantiate(program);
  ASSERT_THAT(stage, IsOk());
  auto last_operator = [&](const std::string& lines, bool throws) {
    TaskContext context(0, 0);
    context.AddInput(0, 0, {BlockId(), {Buffer::FromString(lines)}});
    bool threw = false;
    try {
      EXPECT_THAT((*stage)->Run(context, 0), IsOk());
    } catch (const std::exception&) {
      threw = true;
    }
    EXPECT_EQ(threw, throws);
    return (*stage)->OperatorName(context.running_op());
  };
  EXPECT_EQ(last_operator("1\nx\n", true), "map");
  EXPECT_EQ(last_operator("1\n11\n", true), "filter (operator 3 of 5)");
  EXPECT_EQ(last_operator("1\n2\n", false), "count");
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
