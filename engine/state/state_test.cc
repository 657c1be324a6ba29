#include "engine/state/state.h"

#include <functional>
#include <stdexcept>
#include <string>

#include "gtest/gtest.h"

namespace sluice {
namespace {

std::string TextOf(const std::function<void()>& mistake) {
  try {
    mistake();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(StateTest, IsWhatItWasUpdatedTo) {
  State<int> state;
  EXPECT_FALSE(state.exists());
  EXPECT_EQ(state.getOption(), std::nullopt);
  state.update(5);
  EXPECT_TRUE(state.exists());
  EXPECT_EQ(state.get(), 5);
  state.remove();
  EXPECT_FALSE(state.exists());
}

TEST(StateTest, MistakesAreToldInSparksWords) {
  State<int> state;
  EXPECT_EQ(TextOf([&] { state.get(); }), "State is not set");
  state.update(1);
  state.remove();
  EXPECT_EQ(TextOf([&] { state.update(1); }), "requirement failed: Cannot update the state after it has been removed");
  EXPECT_EQ(TextOf([&] { state.remove(); }),
            "requirement failed: Cannot remove the state that has already been removed");
}

TEST(StateTest, AStateThatTimesOutCanOnlyBeRead) {
  State<int> state;
  state.Reset(true) = 7;
  EXPECT_TRUE(state.isTimingOut());
  EXPECT_EQ(state.get(), 7);
  EXPECT_EQ(TextOf([&] { state.update(1); }), "requirement failed: Cannot update the state that is timing out");
  EXPECT_EQ(TextOf([&] { state.remove(); }), "requirement failed: Cannot remove the state that is timing out");
}

}  // namespace
}  // namespace sluice
