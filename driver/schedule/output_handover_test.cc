#include "driver/schedule/output_handover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ExecutorId e1{1}, e2{2}, e3{3};

// Outputs of one shuffle, told by their map partitions, of executor 1; "0 to 2".
class OutputHandoverTest : public ::testing::Test {
 protected:
  static MapOutputId Output(int map) { return {ShuffleId(7), map}; }
  std::vector<std::string> Step(const std::vector<int>& maps, const std::set<ExecutorId>& staying = {e2, e3}) {
    std::vector<MapOutputId> kept;
    for (int map : maps) kept.push_back(Output(map));
    std::vector<std::string> orders;
    for (const TakeOutput& order : handover_.Step(e1, kept, staying)) {
      EXPECT_EQ(order.from, e1);
      orders.push_back(std::to_string(order.output.map) + " to " + std::to_string(order.executor.value()));
    }
    return orders;
  }
  OutputHandover handover_;
};

TEST_F(OutputHandoverTest, EachOutputIsAskedOfOneWhoStaysOnce) {
  EXPECT_THAT(Step({0, 1, 2}), ElementsAre("0 to 2", "1 to 3", "2 to 2"));
  EXPECT_EQ(handover_.left(), 3u);
  EXPECT_THAT(Step({1, 2}), IsEmpty()) << "0 is taken";
  EXPECT_EQ(handover_.left(), 2u);
  EXPECT_THAT(Step({}), IsEmpty());
  EXPECT_EQ(handover_.left(), 0u);
}

TEST_F(OutputHandoverTest, FewAreUnderWayAtATime) {
  std::vector<int> maps(20);
  for (int map = 0; map < 20; ++map) maps[map] = map;
  EXPECT_THAT(Step(maps), SizeIs(OutputHandover::kOnTheWayMax));
  EXPECT_EQ(handover_.left(), 20u);
  maps.erase(maps.begin());
  EXPECT_THAT(Step(maps), ElementsAre("16 to 2"));
}

TEST_F(OutputHandoverTest, WhatOneRefusesIsAskedOfAnotherAndWhatAllRefuseIsLeft) {
  Step({0});
  handover_.OnRefused(Output(0), e3);
  EXPECT_THAT(Step({0}), IsEmpty()) << "it was not asked for it";
  handover_.OnRefused(Output(0), e2);
  EXPECT_THAT(Step({0}), ElementsAre("0 to 3"));
  handover_.OnRefused(Output(0), e3);
  EXPECT_THAT(Step({0}), IsEmpty());
  EXPECT_EQ(handover_.left(), 0u);
  EXPECT_THAT(Step({0}, {e2, e3, ExecutorId(4)}), ElementsAre("0 to 4")) << "who comes is asked";
}

TEST_F(OutputHandoverTest, WhoTakesAndIsLostIsReplaced) {
  Step({0});
  handover_.LoseTaker(e2);
  EXPECT_THAT(Step({0}, {e3}), ElementsAre("0 to 3"));
}

TEST_F(OutputHandoverTest, WithoutAnybodyWhoStaysThereIsNothingToHandOver) {
  EXPECT_THAT(Step({0}, {}), IsEmpty());
  EXPECT_EQ(handover_.left(), 0u);
}

}  // namespace
}  // namespace sluice
