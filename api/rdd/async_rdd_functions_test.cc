#include "api/rdd/async_rdd_functions.h"

#include <atomic>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/actor/runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::atomic<int64_t> rows_seen = 0;
std::shared_ptr<Event> may_go_on;

class AsyncRddTest : public RddTestBase {
 protected:
  AsyncRddTest() {
    rows_seen = 0;
    may_go_on = ThreadRuntime().NewEvent();
  }
  RDD<int64_t> Numbers() { return parallelize<int64_t>(app_, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5); }
  // Its tasks wait until they may go on.
  RDD<int64_t> Waiting() {
    return Numbers().map([](int64_t n) {
      may_go_on->Wait(absl::Seconds(30));
      ++rows_seen;
      return n;
    });
  }
};

TEST_F(AsyncRddTest, ActionsGiveWhatThoseThatWaitGive) {
  EXPECT_EQ(Numbers().countAsync().get(), 10);
  EXPECT_EQ(Numbers().collectAsync().get(), Numbers().collect());
  EXPECT_THAT(Numbers().takeAsync(3).get(), ElementsAre(0, 1, 2));
  EXPECT_TRUE(Numbers().takeAsync(-3).get().empty());
  Numbers().foreachAsync([](int64_t n) { rows_seen += n; }).get();
  EXPECT_EQ(rows_seen, 45);
  Numbers().foreachPartitionAsync([](const Partition<int64_t>& rows) { rows_seen += rows.size(); }).get();
  EXPECT_EQ(rows_seen, 55);
}

TEST_F(AsyncRddTest, ItRunsBesideTheDriver) {
  FutureAction<int64_t> count = Waiting().countAsync();
  EXPECT_FALSE(count.isCompleted());
  EXPECT_THAT(ErrorOf([&] { count.get(Milliseconds(10)); }), HasSubstr("Futures timed out after [10 ms]"));
  may_go_on->Set();
  EXPECT_EQ(count.get(Seconds(30)), 10);
  EXPECT_TRUE(count.isCompleted());
  count.cancel();
  EXPECT_FALSE(count.isCancelled()) << "it was done before";
}

TEST_F(AsyncRddTest, CancelledActionStartsNoMoreTasks) {
  {
    FutureAction<int64_t> count = Waiting().countAsync();
    count.cancel();
    EXPECT_TRUE(count.isCancelled());
    EXPECT_TRUE(count.isCompleted());
    EXPECT_THAT(ErrorOf([&] { count.get(); }), HasSubstr("the action was cancelled"));
    may_go_on->Set();
  }
  EXPECT_LT(rows_seen, 10);
}

TEST_F(AsyncRddTest, FailureOfATaskIsThrownByGet) {
  auto failing = Numbers().map([](int64_t n) {
    if (n == 7) throw std::runtime_error("seven is too much");
    return n;
  });
  EXPECT_THAT(ErrorOf([&] { failing.countAsync().get(); }), HasSubstr("seven is too much"));
}

}  // namespace
}  // namespace sluice
