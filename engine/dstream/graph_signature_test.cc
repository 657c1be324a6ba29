// What a user reads whose program does not fit the checkpoint: both sides, and no more than differs.
#include "engine/dstream/graph_signature.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

GraphSignature Counts() {
  return {.interval_millis = 1000,
          .inputs = {"socketTextStream"},
          .streams = {{"socketTextStream", 1000}, {"map", 1000}, {"StateDStream", 1000, "uid-sums", "int"}},
          .outputs = {"print"}};
}

TEST(GraphSignatureTest, OfEqualGraphsNothingIsDifferent) {
  EXPECT_EQ(DifferencesOf(Counts(), Counts()), "");
  EXPECT_EQ(StateDifferencesOf(Counts(), Counts()), "");
  EXPECT_EQ(StatesWithoutUid(Counts()), "");
}

TEST(GraphSignatureTest, WhatIsDifferentIsSaidOfBoth) {
  GraphSignature program = Counts();
  program.interval_millis = 2000;
  program.inputs.push_back("rateStream");
  program.streams.insert(program.streams.begin() + 1, {"filter", 1000});
  program.outputs = {};
  EXPECT_EQ(DifferencesOf(Counts(), program),
            "batch interval: checkpoint=1000 ms program=2000 ms; "
            "inputs from number 1 on: checkpoint=[none] program=[rateStream]; "
            "streams from number 1 on: checkpoint=[none] program=[filter every 1000 ms]; "
            "outputs from number 0 on: checkpoint=[print] program=[none]");
}

TEST(GraphSignatureTest, StatesAreMatchedByTheirUidsWhereverTheyAre) {
  GraphSignature program = Counts();
  program.streams = {{"socketTextStream", 1000}, {"InternalMapWithStateDStream", 1000, "uid-sums", "double"}};
  EXPECT_EQ(StateDifferencesOf(Counts(), program),
            "stream with uid=sums: checkpoint=[StateDStream type=int] program=[InternalMapWithStateDStream "
            "type=double]");
  program.streams[1].state = "uid-others";
  EXPECT_EQ(StateDifferencesOf(Counts(), program), "");
  program.streams[1].state = "0-mapWithState";
  EXPECT_EQ(StatesWithoutUid(program), "InternalMapWithStateDStream state=0-mapWithState");
}

TEST(GraphSignatureTest, OfManyStreamsOnlyTheFirstAreNamed) {
  GraphSignature program = Counts();
  program.streams.assign(1000, {"map", 1000});
  EXPECT_THAT(DifferencesOf(Counts(), program), HasSubstr("map every 1000 ms, 995 more]"));
}

}  // namespace
}  // namespace sluice
