#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "common/base/mutex.h"
#include "tests/rdd/rdd_cluster.h"
#include "tests/streams/counting_receiver.h"

namespace sluice {
namespace {

using Row = std::pair<int, int64_t>;

// A program with a StreamingContext of its own. Spark has one for each program, and several programs may share an
// application.
class Program {
 public:
  Program(int name, const Conf& conf, ApplicationDriver& driver, int64_t rows)
      : app_("app", std::to_string(name), conf, driver, driver), context_(app_, Milliseconds(100)) {
    auto received =
        context_.receiverStream<CountingReceiver>(StorageLevel::MEMORY_ONLY_2, name, rows, /*reliable=*/true);
    received.foreachRDD([this](const RDD<Row>& rdd, Time time) {
      const std::vector<Row> batch = rdd.collect();
      MutexLock lock(&mu_);
      times_.insert(time.milliseconds());
      rows_.insert(rows_.end(), batch.begin(), batch.end());
    });
  }

  StreamingContext& context() { return context_; }
  std::vector<Row> rows() {
    MutexLock lock(&mu_);
    return rows_;
  }
  std::set<int64_t> times() {
    MutexLock lock(&mu_);
    return times_;
  }

 private:
  Application app_;
  StreamingContext context_;
  Mutex mu_;
  std::vector<Row> rows_ ABSL_GUARDED_BY(mu_);
  std::set<int64_t> times_ ABSL_GUARDED_BY(mu_);
};

class SeveralRunsTest : public RddClusterTest {
 protected:
  static constexpr int64_t kRows = 2000;

  // For a minute.
  void Until(const std::function<bool()>& done) {
    for (int i = 0; i < 1200 && !done(); ++i) one_->context().awaitTerminationOrTimeout(50);
    ASSERT_TRUE(done());
  }
  void SetUp() override {
    RddClusterTest::SetUp();
    one_ = std::make_unique<Program>(1, conf_, *driver_, kRows);
    two_ = std::make_unique<Program>(2, conf_, *driver_, kRows);
  }
  void TearDown() override {
    one_.reset();
    two_.reset();
    RddClusterTest::TearDown();
  }
  int64_t JobOfNeither() {
    std::vector<int64_t> numbers(100, 3);
    auto pairs = parallelize(app(), numbers, 4).map([](int64_t number) { return std::pair(number, number); });
    return pairs.reduceByKey(std::plus<>{}, 3).collect().at(0).second;
  }
  static std::vector<Row> AllOf(int name) {
    std::vector<Row> rows;
    for (int64_t i = 0; i < kRows; ++i) rows.emplace_back(name, i);
    return rows;
  }

  std::unique_ptr<Program> one_, two_;
};

TEST_F(SeveralRunsTest, TwoContextsAndJobsOfNeitherRunAtOnceWithBatchesOfEqualTimes) {
  one_->context().start();
  two_->context().start();
  int jobs = 0;
  Until([&] {
    EXPECT_EQ(JobOfNeither(), 300);
    ++jobs;
    return one_->rows().size() >= kRows && two_->rows().size() >= kRows;
  });
  EXPECT_EQ(one_->rows(), AllOf(1)) << "in the order in which they were received, each once, and no others";
  EXPECT_EQ(two_->rows(), AllOf(2));
  const std::set<int64_t> first = one_->times(), second = two_->times();
  std::vector<int64_t> equal;
  std::set_intersection(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(equal));
  EXPECT_FALSE(equal.empty());
  EXPECT_GT(jobs, 0);

  two_->context().stop(/*stopApplication=*/false, /*stopGracefully=*/true);
  EXPECT_EQ(two_->context().getState(), StreamingContextState::STOPPED);
  EXPECT_EQ(one_->context().getState(), StreamingContextState::ACTIVE);
  const size_t before = one_->times().size();
  Until([&] { return one_->times().size() >= before + 3; });
  EXPECT_EQ(JobOfNeither(), 300);
  one_->context().stop(/*stopApplication=*/true, /*stopGracefully=*/true);
}

}  // namespace
}  // namespace sluice
