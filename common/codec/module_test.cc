#include "common/codec/module.h"

#include <string>

#include "common/base/status_matchers.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

template <class T>
T Twice(T value) {
  return value + value;
}

TEST(ModuleTest, FunctionIsFoundByItsNumber) {
  auto found = FindFunction<int(int)>(FunctionNumber<&Twice<int>>());
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ((*found)(21), 42);
  auto text = FindFunction<std::string(std::string)>(FunctionNumber<&Twice<std::string>>());
  ASSERT_THAT(text, IsOk());
  EXPECT_EQ((*text)("ab"), "abab");
}

TEST(ModuleTest, UnknownNumberIsAnErrorThatNamesIt) {
  EXPECT_THAT(FindFunction<int(int)>(0x1234), StatusIs(absl::StatusCode::kNotFound, HasSubstr("0x1234")));
  EXPECT_THAT(FindFunction<int(int)>(~uint64_t{0}), StatusIs(absl::StatusCode::kNotFound, HasSubstr(BuildId())));
}

TEST(ModuleTest, FunctionOfAnotherSignatureIsNotCalled) {
  EXPECT_THAT(FindFunction<int(std::string)>(FunctionNumber<&Twice<int>>()), StatusIs(absl::StatusCode::kNotFound));
}

TEST(ModuleTest, BuildIdIsTheLinkersHash) {
  EXPECT_EQ(BuildId().size(), 40) << BuildId();
  EXPECT_EQ(BuildId().find_first_not_of("0123456789abcdef"), std::string::npos);
}

// Numbers are small: they count from the executable's start, wherever it was loaded.
TEST(ModuleTest, NumbersDoNotContainTheLoadBase) { EXPECT_LT(FunctionNumber<&Twice<int>>(), uint64_t{1} << 30); }

}  // namespace
}  // namespace sluice
