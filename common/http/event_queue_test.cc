#include "common/http/event_queue.h"

#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(EventQueueTest, AnEventIsTextThatNobodyElsesTextLeaves) {
  EXPECT_EQ(EventText({"changes", "7", "{}"}), "event: changes\nid: 7\ndata: {}\n\n");
  EXPECT_EQ(EventText({"a\r\nb", std::string("1\0\n2", 4), "x\n\nevent: y\rz"}),
            "event: ab\nid: 12\ndata: x\ndata: \ndata: event: y\ndata: z\n\n");
  EXPECT_EQ(EventText({.data = ""}), "data: \n\n");
}

TEST(EventQueueTest, WhatWaitsIsBounded) {
  EventQueue queue([] {});
  EXPECT_TRUE(queue.Put(std::string(EventQueue::kBytesMax, 'x')));
  EXPECT_EQ(queue.Take().size(), EventQueue::kBytesMax);
  EXPECT_TRUE(queue.Put(std::string(EventQueue::kBytesMax, 'x')));
  EXPECT_FALSE(queue.Put("x"));
  EXPECT_TRUE(queue.is_closed());
  EXPECT_EQ(queue.Take(), "") << "who does not read gets nothing more";
  EXPECT_FALSE(queue.Put("x"));
}

TEST(EventQueueTest, WhatWasSentBeforeTheEndStillGoesOut) {
  int woken = 0;
  EventQueue queue([&woken] { ++woken; });
  queue.Put("a");
  queue.Close();
  EXPECT_EQ(woken, 2);
  EXPECT_FALSE(queue.Put("b"));
  EXPECT_EQ(queue.Take(), "a");
}

}  // namespace
}  // namespace sluice
