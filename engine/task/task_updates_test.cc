#include "engine/task/task_updates.h"

#include <cstdint>
#include <string>

#include "engine/task/attachments.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TaskUpdatesTest, EachAccumulatorHasAPartThatBeginsAtNothing) {
  TaskUpdates updates;
  EXPECT_EQ(updates.Of<int64_t>(VariableKey(7)), 0);
  updates.Of<int64_t>(VariableKey(7)) += 3;
  updates.Of<std::string>(VariableKey(8)) += "a";
  updates.Of<int64_t>(VariableKey(7)) += 4;
  const std::string parts = Join(updates.Finish());
  EXPECT_EQ(parts, Encode(int64_t{7}, Encode(int64_t{7})) + Encode(int64_t{8}, Encode(std::string("a"))));
}

TEST(TaskUpdatesTest, WithoutAPartNothingIsSent) { EXPECT_EQ(TotalBytes(TaskUpdates().Finish()), 0u); }

TEST(TaskUpdatesTest, AnotherTypeUnderTheSameKeyIsAMistake) {
  TaskUpdates updates;
  updates.Of<int64_t>(VariableKey(7));
  EXPECT_THROW(updates.Of<double>(VariableKey(7)), std::logic_error);
}

TEST(TaskUpdatesTest, ATaskWithinATaskHasItsOwn) {
  EXPECT_EQ(TaskUpdates::Current(), nullptr);
  TaskUpdates outer, inner;
  TaskUpdates::Scope outer_scope(outer);
  {
    TaskUpdates::Scope inner_scope(inner);
    EXPECT_EQ(TaskUpdates::Current(), &inner);
  }
  EXPECT_EQ(TaskUpdates::Current(), &outer);
}

TEST(AttachmentsTest, AreThoseOfTheInnermostCollection) {
  const auto a = std::make_shared<int>(1), b = std::make_shared<int>(2), lost = std::make_shared<int>(3);
  Attachments::Add(lost);
  Attachments outer;
  Attachments::Add(a);
  {
    Attachments inner;
    Attachments::Add(b);
    EXPECT_THAT(inner.Take(), ElementsAre(b));
  }
  Attachments::Add(a);
  EXPECT_THAT(outer.Take(), ElementsAre(a, a));
  EXPECT_THAT(outer.Take(), IsEmpty());
}

}  // namespace
}  // namespace sluice
