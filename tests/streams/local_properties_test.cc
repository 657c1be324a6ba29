#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "api/core/this_task.h"
#include "api/dstream/streaming_context.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

class LocalPropertiesTest : public RddClusterTest {
 protected:
  LocalPropertiesTest() { conf_.Set("spark.streaming.clock", "manual"); }

  static std::string Who(int64_t) { return ThisTask::getLocalProperty("who").value_or("nobody"); }
};

TEST_F(LocalPropertiesTest, TasksKnowWhatTheThreadHasSetThatStartedTheirJob) {
  auto rows = parallelize(app(), std::vector<int64_t>{1, 2, 3, 4}, 4);
  auto who = [](int64_t row) { return std::pair(row, Who(row)); };
  app().setLocalProperty("who", "ann\xff");
  EXPECT_THAT(rows.map(who).reduceByKey([](auto a, auto) { return a; }, 2).values().collect(),
              AllOf(SizeIs(4), Each("ann\xff")));
  app().setLocalProperty("who", std::nullopt);
  EXPECT_THAT(rows.map(who).values().collect(), AllOf(SizeIs(4), Each("nobody")));
}

TEST_F(LocalPropertiesTest, TasksOfABatchKnowItsTimeItsOutputAndWhatTheThreadHadSetThatStartedTheStreams) {
  std::vector<std::string> seen;
  StreamingContext ssc(app(), Seconds(1));
  auto rows = ssc.generatedStream([this](Time) { return parallelize(app(), std::vector<int64_t>{1}, 1); });
  for ([[maybe_unused]] int output : {0, 1}) {
    rows.foreachRDD([&seen](const RDD<int64_t>& rdd, Time time) {
      auto known = rdd.map([](int64_t row) {
        auto number = [](const char* name) {
          return ThisTask::getLocalProperty(std::string("spark.streaming.internal.") + name).value_or("none");
        };
        return Who(row) + " " + number("batchTime") + " " + number("outputOpId");
      });
      std::string here = known.collect().at(0);
      const size_t at = here.find(std::to_string(time.milliseconds()));
      seen.push_back(at == here.npos ? here : here.replace(at, std::to_string(time.milliseconds()).size(), "TIME"));
    });
  }
  app().setLocalProperty("who", "ann");
  ssc.start();
  app().setLocalProperty("who", std::nullopt);
  ssc.advance(Seconds(1));
  ssc.stop();
  EXPECT_THAT(seen, ElementsAre("ann TIME 0", "ann TIME 1"));
}

}  // namespace
}  // namespace sluice
