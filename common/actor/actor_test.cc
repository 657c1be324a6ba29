#include <pthread.h>
#include <time.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/actor/backoff.h"
#include "common/actor/detached.h"
#include "common/actor/gate.h"
#include "common/actor/runtime.h"
#include "common/actor/sim_loop.h"
#include "common/actor/turn.h"
#include "common/clock/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;

const absl::Duration kPatience = absl::Seconds(30);

TEST(ThreadRuntimeTest, TasksOfEachPosterRunInOrderOnOneThread) {
  auto box = ThreadRuntime().NewMailbox("order");
  auto done = ThreadRuntime().NewEvent();
  constexpr int kPosters = 4, kTasks = 5000;
  std::vector<std::vector<int>> seen(kPosters);
  int total = 0;  // Unguarded on purpose: the thread sanitizer would see a second thread.
  std::vector<std::thread> posters;
  for (int p = 0; p < kPosters; ++p) {
    posters.emplace_back([&, p] {
      for (int i = 0; i < kTasks; ++i) {
        box->Post([&, p, i] {
          seen[p].push_back(i);
          if (++total == kPosters * kTasks) done->Set();
        });
      }
    });
  }
  for (auto& poster : posters) poster.join();
  ASSERT_TRUE(done->Wait(kPatience));
  for (const auto& numbers : seen) {
    EXPECT_EQ(numbers.size(), kTasks);
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
  }
}

TEST(ThreadRuntimeTest, TimersRunInOrderOfTimeAndNotEarly) {
  auto box = ThreadRuntime().NewMailbox("timers");
  auto done = ThreadRuntime().NewEvent();
  absl::Time start = SystemClock().Now();
  std::vector<int> order;
  box->PostAfter(absl::Milliseconds(30), [&] {
    order.push_back(2);
    done->Set();
  });
  box->PostAfter(absl::Milliseconds(10), [&] { order.push_back(1); });
  box->PostAfter(absl::ZeroDuration(), [&] { order.push_back(0); });
  box->PostAfter(absl::InfiniteDuration(), [&] { order.push_back(3); });
  ASSERT_TRUE(done->Wait(kPatience));
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
  EXPECT_GE(SystemClock().Now() - start, absl::Milliseconds(29));
}

TEST(ThreadRuntimeTest, ThreadCarriesTheNameOfItsMailbox) {
  auto box = ThreadRuntime().NewMailbox("receiver-of-a-long-name");
  auto done = ThreadRuntime().NewEvent();
  char name[16] = {};
  box->PostAfter(absl::Milliseconds(1), [&] {
    pthread_getname_np(pthread_self(), name, sizeof(name));
    done->Set();
  });
  ASSERT_TRUE(done->Wait(kPatience));
  EXPECT_STREQ(name, "receiver-of-a-l");
}

TEST(ThreadRuntimeTest, DestroyingAMailboxDropsWhatHasNotRun) {
  auto box = ThreadRuntime().NewMailbox("drop");
  auto started = ThreadRuntime().NewEvent();
  auto go_on = ThreadRuntime().NewEvent();
  auto owned = std::make_shared<int>();
  bool returned = false;
  box->Post([&] {
    started->Set();
    go_on->Wait(kPatience);
    returned = true;
  });
  ASSERT_TRUE(started->Wait(kPatience));
  box->PostAfter(absl::Hours(1), [owned] { ADD_FAILURE(); });
  std::thread releaser([&] { go_on->Set(); });
  box.reset();
  releaser.join();
  EXPECT_TRUE(returned);
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(ThreadRuntimeTest, IdleMailboxesUseNoProcessorTime) {
  std::vector<std::unique_ptr<Mailbox>> boxes;
  for (int i = 0; i < 16; ++i) {
    boxes.push_back(ThreadRuntime().NewMailbox("idle"));
    boxes.back()->PostAfter(absl::Hours(1), [] {});
  }
  timespec before, after;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  EXPECT_FALSE(ThreadRuntime().NewEvent()->Wait(absl::Milliseconds(300)));
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  EXPECT_LT(absl::DurationFromTimespec(after) - absl::DurationFromTimespec(before), absl::Milliseconds(60));
}

TEST(ThreadRuntimeTest, EventTimesOutAndStaysSet) {
  auto event = ThreadRuntime().NewEvent();
  EXPECT_FALSE(event->Wait(absl::Milliseconds(1)));
  event->Set();
  EXPECT_TRUE(event->Wait(absl::ZeroDuration()));
  EXPECT_TRUE(event->Wait(absl::InfiniteDuration()));
}

TEST(DetachedTest, WhatReturnsInTimeIsWaitedForAndWhatDoesNotGoesOn) {
  EXPECT_TRUE(RunDetachedFor(kPatience, "short", [] {}));
  auto go_on = ThreadRuntime().NewEvent();
  auto returned = ThreadRuntime().NewEvent();
  EXPECT_FALSE(RunDetachedFor(absl::Milliseconds(1), "long", [=] {
    go_on->Wait(kPatience);
    returned->Set();
  }));
  go_on->Set();
  EXPECT_TRUE(returned->Wait(kPatience));
}

TEST(DetachedTest, ItsThreadCarriesItsName) {
  auto named = std::make_shared<std::string>(16, '\0');
  auto go_on = ThreadRuntime().NewEvent();
  auto done = ThreadRuntime().NewEvent();
  RunDetached("look-up-of-a-long-name", [=] {
    go_on->Wait(kPatience);
    pthread_getname_np(pthread_self(), named->data(), named->size());
    done->Set();
  });
  go_on->Set();
  ASSERT_TRUE(done->Wait(kPatience));
  EXPECT_STREQ(named->c_str(), "look-up-of-a-lo");
}

TEST(GateTest, ClosesBehindTheLastOneInside) {
  Gate gate(ThreadRuntime());
  Gate::Pass pass = gate.TryEnter();
  ASSERT_TRUE(pass);
  EXPECT_FALSE(gate.CloseAndWait(absl::Milliseconds(1)));
  EXPECT_FALSE(gate.TryEnter()) << "closed, though somebody is inside";
  std::thread leaver([inside = std::move(pass)]() mutable { inside = Gate::Pass(); });
  EXPECT_TRUE(gate.CloseAndWait(kPatience));
  leaver.join();
}

TEST(GateTest, WaitsInSimulationToo) {
  SimLoop loop(1);
  Gate gate(loop);
  auto pass = std::make_shared<Gate::Pass>(gate.TryEnter());
  loop.After(absl::Seconds(3), [&] { pass.reset(); });
  absl::Time start = loop.clock().Now();
  EXPECT_TRUE(gate.CloseAndWait(absl::Minutes(1)));
  EXPECT_EQ(loop.clock().Now() - start, absl::Seconds(3));
}

TEST(TurnTest, OneThreadHasItAtATime) {
  Turn turn(ThreadRuntime());
  int guarded = 0;  // The thread sanitizer would see two at once.
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 1000; ++round) {
        TurnLock lock(&turn);
        TurnLock again(&turn);
        ++guarded;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(guarded, 4000);
}

TEST(BackoffTest, DoublesUpToItsLimitWithJitter) {
  SimLoop loop(5);
  Backoff backoff(loop, {.first = absl::Milliseconds(100), .max = absl::Milliseconds(300)});
  for (int round = 0; round < 20; ++round) {
    for (int full : {100, 200, 300, 300}) {
      absl::Duration wait = backoff.Next();
      EXPECT_GE(wait, absl::Milliseconds(full / 2));
      EXPECT_LT(wait, absl::Milliseconds(full));
    }
    backoff.Reset();
  }
}

}  // namespace
}  // namespace sluice
