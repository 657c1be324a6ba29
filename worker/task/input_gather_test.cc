#include "worker/task/input_gather.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/task/task_context.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

BlockId Input(int64_t sequence) { return BlockId::Input(StreamId(1), Epoch(1), sequence); }
FetchedBlock Found(int64_t sequence) { return {Input(sequence), {Buffer::FromString("x")}}; }
WantedBlock Wanted(int64_t sequence, std::vector<int> holders) {
  WantedBlock wanted{0, 0, Input(sequence), {}};
  for (int holder : holders) wanted.holders.emplace_back(holder);
  return wanted;
}

TEST(InputGatherTest, AsksItselfFirstAndOthersOnceEach) {
  InputGather gather({Wanted(1, {2, 1}), Wanted(2, {2}), Wanted(3, {2, 3})}, ExecutorId(1));
  auto requests = gather.Start();
  ASSERT_EQ(requests.size(), 2);
  EXPECT_THAT(requests[0].ids, ElementsAre(Input(1)));
  EXPECT_EQ(requests[1].from, ExecutorId(2));
  EXPECT_THAT(requests[1].ids, ElementsAre(Input(2), Input(3)));
  EXPECT_THAT(gather.OnAnswer(requests[0], {Found(1)}), IsEmpty());
  EXPECT_THAT(gather.OnAnswer(requests[1], {Found(3), Found(2)}), IsEmpty());
  ASSERT_TRUE(gather.complete());
  TaskContext context(0, 0);
  gather.MoveInto(context);
  EXPECT_EQ(context.Inputs(0, 0)[1].id, Input(2));
}

TEST(InputGatherTest, WhatOneHolderLacksTheNextIsAskedFor) {
  InputGather gather({Wanted(1, {2, 3}), Wanted(2, {2, 3})}, ExecutorId(1));
  auto second = gather.OnAnswer(gather.Start()[0], {Found(1)});
  ASSERT_EQ(second.size(), 1);
  EXPECT_EQ(second[0].from, ExecutorId(3));
  EXPECT_THAT(second[0].ids, ElementsAre(Input(2)));
  EXPECT_FALSE(gather.loss());
  EXPECT_THAT(gather.OnAnswer(second[0], {}), IsEmpty());
  EXPECT_THAT(gather.loss()->blocks, ElementsAre(Input(2)));
  EXPECT_EQ(gather.loss()->from, ExecutorId(3));
}

TEST(InputGatherTest, SameBlockMayBeWantedTwice) {
  InputGather gather({Wanted(1, {2}), Wanted(1, {2})}, ExecutorId(1));
  gather.OnAnswer(gather.Start()[0], {Found(1), Found(1)});
  EXPECT_TRUE(gather.complete());
}

TEST(InputGatherTest, TheLogIsReadWhenNoHolderHasTheBlock) {
  WantedBlock wanted = Wanted(1, {2});
  wanted.holders.push_back(kInLog);
  wanted.log_folder = "/checkpoint";
  wanted.place = {.file = 3, .offset = 4, .bytes = 5};
  InputGather gather({wanted, Wanted(2, {2})}, ExecutorId(1));
  const auto requests = gather.Start();
  ASSERT_EQ(requests.size(), 1);
  EXPECT_THAT(requests[0].in_log, IsEmpty());
  const auto from_log = gather.OnAnswer(requests[0], {Found(2)});
  ASSERT_EQ(from_log.size(), 1);
  EXPECT_EQ(from_log[0].from, kInLog);
  ASSERT_EQ(from_log[0].in_log.size(), 1);
  EXPECT_EQ(from_log[0].in_log[0].id, Input(1));
  EXPECT_EQ(from_log[0].in_log[0].place, wanted.place);
  EXPECT_THAT(gather.OnAnswer(from_log[0], {}), IsEmpty());
  EXPECT_EQ(gather.loss()->from, kInLog);
}

TEST(InputGatherTest, BlockThatNobodyHoldsIsLostAtOnce) {
  InputGather gather({Wanted(1, {})}, ExecutorId(1));
  EXPECT_THAT(gather.Start(), IsEmpty());
  EXPECT_TRUE(gather.loss());
}

}  // namespace
}  // namespace sluice
