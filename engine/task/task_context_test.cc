#include "engine/task/task_context.h"

#include <gtest/gtest.h>

#include <thread>

namespace sluice {
namespace {

char some_disk;

// Whether one operator that then holds so much should put it on disk.
bool ShouldSpill(TaskMemory& memory, int64_t bytes) { return MemoryUse(memory).Set(bytes); }

TaskMemory Memory(int64_t budget) {
  return {.budget = budget, .scratch = reinterpret_cast<ScratchSpace*>(&some_disk)};  // Nobody looks into it.
}

// Calls itself until the context says that there is no more stack; how often.
int CallsUntilUsedUp(TaskContext& context) {
  volatile char used[1024];
  used[0] = 1;
  return context.HasStack() ? CallsUntilUsedUp(context) + used[0] : 0;
}

TEST(TaskContextTest, EachOperatorFindsTheBlocksOfItsPartitionInOrder) {
  TaskContext context(2, 1);
  EXPECT_EQ(context.partition(), 2);
  EXPECT_EQ(context.attempt(), 1);
  context.AddInput(0, 2, {BlockId(), {Buffer::FromString("a")}});
  context.AddInput(0, 2, {BlockId(), {Buffer::FromString("b")}});
  context.AddInput(0, 3, {BlockId(), {Buffer::FromString("c")}});
  context.AddInput(1, 2, {BlockId(), {Buffer::FromString("d")}});
  ASSERT_EQ(context.Inputs(0, 2).size(), 2u);
  EXPECT_EQ(Join(context.Inputs(0, 2)[0].data) + Join(context.Inputs(0, 2)[1].data), "ab");
  EXPECT_EQ(Join(context.Inputs(1, 2).at(0).data), "d");
  EXPECT_TRUE(context.Inputs(1, 3).empty());
}

TEST(TaskContextTest, AStackThatWasUsedUpOnceIsSoForGood) {
  TaskContext context(0, 0);
  EXPECT_TRUE(context.HasStack()) << "nothing is known of the stack yet";
  std::thread([&context] {
    context.set_stack(StackRoom::OfThisThread());
    EXPECT_FALSE(context.out_of_stack());
    EXPECT_GT(CallsUntilUsedUp(context), 100);
  }).join();
  EXPECT_TRUE(context.out_of_stack());
  EXPECT_FALSE(context.HasStack());
}

TEST(TaskMemoryTest, WhoHoldsMuchIsToldWhenTheTaskHoldsTooMuch) {
  TaskMemory memory = Memory(1000);
  MemoryUse large(memory), small(memory);
  EXPECT_FALSE(large.Set(900));
  EXPECT_FALSE(small.Set(101)) << "that would give a small file";
  EXPECT_EQ(memory.used, 1001);
  EXPECT_TRUE(large.Set(900));
  EXPECT_FALSE(large.Set(0));
  EXPECT_EQ(memory.used, 101);
}

TEST(TaskMemoryTest, WhatIsDestroyedHoldsNothing) {
  TaskMemory memory = Memory(1000);
  EXPECT_TRUE(ShouldSpill(memory, 1001));
  EXPECT_EQ(memory.used, 0);
}

TEST(TaskMemoryTest, WithoutADiskAllIsHeld) {
  TaskMemory memory{.budget = 1000, .scratch = nullptr};
  EXPECT_FALSE(ShouldSpill(memory, 5000));
}

}  // namespace
}  // namespace sluice
