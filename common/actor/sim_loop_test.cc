#include "common/actor/sim_loop.h"

#include <set>
#include <stdexcept>
#include <string>

#include "common/actor/condition.h"
#include "common/actor/task_local.h"
#include "common/actor/turn.h"
#include "common/base/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;

// The order in which three mailboxes with two tasks each ran.
std::string OrderUnder(uint64_t seed) {
  SimLoop loop(seed);
  std::string order;
  std::vector<std::unique_ptr<Mailbox>> boxes;
  for (char c : {'a', 'b', 'c'}) {
    boxes.push_back(loop.NewMailbox(std::string(1, c)));
    boxes.back()->Post([&order, c] { order += c; });
    boxes.back()->Post([&order, c] { order += static_cast<char>(c - 'a' + 'A'); });
  }
  while (loop.RunOne()) {
  }
  return order;
}

TEST(SimLoopTest, SameSeedSameOrderAndOtherSeedsOtherOrders) {
  std::set<std::string> orders;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    std::string order = OrderUnder(seed);
    EXPECT_EQ(order, OrderUnder(seed));
    for (char c : {'a', 'b', 'c'}) EXPECT_LT(order.find(c), order.find(static_cast<char>(c - 'a' + 'A')));
    orders.insert(order);
  }
  EXPECT_GT(orders.size(), 20u);
}

TEST(SimLoopTest, ClockJumpsFromTimerToTimer) {
  SimLoop loop(1);
  auto box = loop.NewMailbox("box");
  absl::Time start = loop.clock().Now();
  std::vector<absl::Duration> fired;
  auto note = [&] { fired.push_back(loop.clock().Now() - start); };
  box->PostAfter(absl::Hours(2), note);
  box->PostAfter(absl::Seconds(1), note);
  loop.After(absl::Minutes(1), note);
  EXPECT_TRUE(loop.RunUntil([&] { return fired.size() == 3; }, absl::Hours(3)));
  EXPECT_THAT(fired, ElementsAre(absl::Seconds(1), absl::Minutes(1), absl::Hours(2)));
  EXPECT_FALSE(loop.RunOne());
}

TEST(SimLoopTest, RunForStopsAtItsEnd) {
  SimLoop loop(1);
  absl::Time start = loop.clock().Now();
  bool late = false;
  loop.After(absl::Seconds(2), [&] { late = true; });
  loop.RunFor(absl::Seconds(1));
  EXPECT_EQ(loop.clock().Now(), start + absl::Seconds(1));
  EXPECT_FALSE(late);
  loop.RunFor(absl::Seconds(1));
  EXPECT_TRUE(late);
}

TEST(SimLoopTest, TasksOfOneInstantRunInTheOrderOfTheirCalls) {
  SimLoop loop(7);
  std::vector<int> order;
  for (int i = 0; i < 5; ++i) loop.After(absl::Seconds(1), [&order, i] { order.push_back(i); });
  loop.RunFor(absl::Seconds(1));
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3, 4));
}

TEST(SimLoopTest, MailboxOfAWaitingTaskStandsStillWhileOthersGoOn) {
  SimLoop loop(3);
  auto jobs = loop.NewMailbox("jobs");
  auto actor = loop.NewMailbox("actor");
  auto done = loop.NewEvent();
  std::string order;
  jobs->Post([&] {
    order += "wait ";
    actor->PostAfter(absl::Seconds(1), [&] {
      order += "act ";
      done->Set();
    });
    order += done->Wait(absl::Seconds(5)) ? "woken " : "timeout ";
  });
  jobs->Post([&] { order += "next"; });
  loop.RunFor(absl::Seconds(10));
  EXPECT_EQ(order, "wait act woken next");
}

TEST(SimLoopTest, AProcessThatIsStoppedDoesAllThatCameMeanwhileWhenItGoesOn) {
  SimLoop loop(3);
  const int process = loop.NewProcess();
  auto waits = loop.NewMailboxOf(process);
  auto works = loop.NewMailboxOf(process);
  auto other = loop.NewMailbox("other");
  std::string order;
  waits->Post([&] { order += loop.NewEvent()->Wait(absl::Seconds(1)) ? "set" : "late "; });
  works->PostAfter(absl::Seconds(1), [&] { order += "timer "; });
  loop.RunFor(absl::Milliseconds(1));
  loop.SetStopped(process, true);
  works->Post([&] { order += "posted "; });
  other->Post([&] { order += "other "; });
  loop.RunFor(absl::Seconds(5));
  EXPECT_EQ(order, "other ");
  loop.SetStopped(process, false);
  loop.RunFor(absl::Seconds(1));
  EXPECT_EQ(order.size(), std::string("other posted timer late ").size()) << order;
  EXPECT_LT(order.find("posted"), order.find("timer"));
}

TEST(SimLoopTest, WaitsMayEndInAnyOrder) {
  SimLoop loop(3);
  auto first = loop.NewMailbox("first");
  auto second = loop.NewMailbox("second");
  auto event1 = loop.NewEvent();
  auto event2 = loop.NewEvent();
  std::string order;
  first->Post([&] { order += event1->Wait(absl::Minutes(1)) ? "1" : "-"; });
  loop.RunFor(absl::Seconds(1));
  second->Post([&] { order += event2->Wait(absl::Minutes(1)) ? "2" : "-"; });
  loop.RunFor(absl::Seconds(1));
  event1->Set();
  loop.RunFor(absl::Seconds(1));
  EXPECT_EQ(order, "1") << "the later wait must not hold back the earlier one";
  event2->Set();
  loop.RunFor(absl::Seconds(1));
  EXPECT_EQ(order, "12");
}

TEST(SimLoopTest, WaitEndsAtItsDeadline) {
  SimLoop loop(3);
  auto box = loop.NewMailbox("box");
  auto never = loop.NewEvent();
  absl::Time start = loop.clock().Now();
  absl::Duration waited;
  box->Post([&] {
    EXPECT_FALSE(never->Wait(absl::Seconds(4)));
    waited = loop.clock().Now() - start;
  });
  loop.RunFor(absl::Minutes(1));
  EXPECT_EQ(waited, absl::Seconds(4));
  EXPECT_FALSE(never->Wait(absl::Seconds(1))) << "from outside of tasks";
}

TEST(SimLoopTest, DestroyingAMailboxDropsItsTasksAndTimersAtOnce) {
  SimLoop loop(3);
  auto box = loop.NewMailbox("box");
  auto owned = std::make_shared<int>(1);
  box->Post([owned] { ADD_FAILURE(); });
  box->PostAfter(absl::Seconds(1), [owned] { ADD_FAILURE(); });
  box.reset();
  EXPECT_EQ(owned.use_count(), 1);
  loop.RunFor(absl::Seconds(2));
}

TEST(SimLoopTest, DestroyingAMailboxWaitsForItsHalfwayTask) {
  SimLoop loop(3);
  auto jobs = loop.NewMailbox("jobs");
  auto actor = loop.NewMailbox("actor");
  auto stop = loop.NewEvent();
  std::string order;
  jobs->Post([&] {
    stop->Wait(absl::Minutes(1));
    order += "returned ";
  });
  loop.RunFor(absl::Seconds(1));
  actor->Post([&] {
    actor->Post([] {});
    stop->Set();
    jobs.reset();
    order += "destroyed";
  });
  loop.RunFor(absl::Seconds(1));
  EXPECT_EQ(order, "returned destroyed");
}

TEST(SimLoopTest, ExceptionsStayWithTheirTask) {
  SimLoop loop(3);
  auto one = loop.NewMailbox("one");
  auto two = loop.NewMailbox("two");
  auto event = loop.NewEvent();
  std::string caught;
  one->Post([&] {
    try {
      throw std::runtime_error("one");
    } catch (const std::exception& error) {
      event->Wait(absl::Seconds(1));
      EXPECT_EQ(std::uncaught_exceptions(), 0);
      EXPECT_NE(std::current_exception(), nullptr);
      caught += error.what();
    }
  });
  two->PostAfter(absl::Milliseconds(500), [&] {
    EXPECT_EQ(std::current_exception(), nullptr);
    try {
      throw std::runtime_error("two ");
    } catch (const std::exception& error) {
      caught += error.what();
    }
  });
  loop.RunFor(absl::Seconds(2));
  EXPECT_EQ(caught, "two one");
}

TEST(SimLoopTest, TaskLocalsOfATaskThatWaitsAreNotSeenByOthersAndEndWithIt) {
  using Name = TaskLocal<std::string, class NameOfTheTask>;
  SimLoop loop(3);
  auto one = loop.NewMailbox("one");
  auto two = loop.NewMailbox("two");
  auto event = loop.NewEvent();
  std::string seen;
  one->Post([&] {
    Name::Value() = "one";
    event->Wait(absl::Seconds(2));
    seen += "1:" + Name::Value() + " ";
  });
  two->PostAfter(absl::Seconds(1), [&] {
    seen += "2:" + Name::Value() + " ";
    Name::Value() = "two";
  });
  two->PostAfter(absl::Seconds(3), [&] { seen += "3:" + Name::Value() + " "; });
  loop.RunFor(absl::Seconds(4));
  EXPECT_EQ(seen, "2: 1:one 3: ");
  EXPECT_EQ(Name::Value(), "");
}

TEST(SimLoopTest, WhoWaitsForAConditionLetsOthersRunAndItsDeadlineHolds) {
  SimLoop loop(3);
  auto waiter = loop.NewMailbox("waiter");
  auto other = loop.NewMailbox("other");
  Mutex mu;
  Condition changed(loop);
  int count = 0;
  std::string ended;
  const absl::Time start = loop.clock().Now();
  waiter->Post([&] {
    MutexLock lock(&mu);
    ended += changed.WaitFor(mu, absl::Seconds(10), [&] { return count == 2; }) ? "true " : "false ";
    ended += changed.WaitFor(mu, absl::Seconds(10), [&] { return count == 9; }) ? "true" : "false";
  });
  for (int second : {1, 2, 3}) {
    other->PostAfter(absl::Seconds(second), [&] {
      MutexLock lock(&mu);
      ++count;
      changed.NotifyAll();
    });
  }
  loop.RunUntil([&] { return ended == "true false"; }, absl::Minutes(1));
  EXPECT_EQ(ended, "true false");
  EXPECT_EQ(loop.clock().Now() - start, absl::Seconds(12));
}

TEST(SimLoopTest, ATurnIsHeldAcrossWaitsAndTakenAgainByWhoHasIt) {
  SimLoop loop(3);
  Turn turn(loop);
  std::string order;
  std::vector<std::unique_ptr<Mailbox>> boxes;
  for (int i = 0; i < 3; ++i) {
    boxes.push_back(loop.NewMailbox("box"));
    boxes.back()->Post([&] {
      TurnLock lock(&turn);
      order += "(";
      {
        TurnLock again(&turn);
        loop.NewEvent()->Wait(absl::Seconds(1));
      }
      loop.NewEvent()->Wait(absl::Seconds(1));
      order += ")";
    });
  }
  loop.RunFor(absl::Seconds(10));
  EXPECT_EQ(order, "()()()");
}

}  // namespace
}  // namespace sluice
