#include "driver/application/scheduler_settings.h"

#include <array>
#include <fstream>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "common/net/sim_transport.h"
#include "driver/application/application_driver.h"
#include "driver/application/fake_executor.h"
#include "engine/lineage/short_lineages.h"
#include "engine/task/local_properties.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(DriverSettingsTest, HowStreamsStopIsNamedAsInSpark) {
  Conf conf;
  absl::StatusOr<DriverSettings> settings = ParseDriverSettings(conf);
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->graceful_stop_timeout, std::nullopt);
  EXPECT_TRUE(settings->stops_gracefully_on_signals);
  EXPECT_EQ(settings->finished_batches_max, 1000);
  ASSERT_THAT(conf.SetPair("spark.streaming.gracefulStopTimeout=1500"), IsOk());
  ASSERT_THAT(conf.SetPair("spark.streaming.stopGracefullyOnShutdown=false"), IsOk());
  settings = ParseDriverSettings(conf);
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->graceful_stop_timeout, absl::Milliseconds(1500));
  EXPECT_FALSE(settings->stops_gracefully_on_signals);
}

TEST(SchedulerSettingsTest, AreNamedAsInSpark) {
  auto folder = TemporaryFolder::Create("pools");
  ASSERT_THAT(folder, IsOk());
  const std::string file = folder->path() + "/fairscheduler.xml";
  std::ofstream(file) << R"(<allocations><pool name="p"><weight>5</weight></pool></allocations>)";
  Conf conf;
  for (const std::string& pair :
       {std::string("spark.locality.wait=3s"), std::string("spark.task.maxFailures=2"),
        std::string("spark.scheduler.mode=FAIR"), "spark.scheduler.allocation.file=" + file,
        std::string("spark.speculation=true"), std::string("spark.speculation.multiplier=1.5"),
        std::string("spark.speculation.quantile=0.75"), std::string("spark.speculation.interval=1s"),
        std::string("spark.excludeOnFailure.enabled=true"), std::string("spark.excludeOnFailure.timeout=5m"),
        std::string("spark.excludeOnFailure.stage.maxFailedTasksPerExecutor=7")}) {
    ASSERT_THAT(conf.SetPair(pair), IsOk());
  }
  SchedulerOptions options;
  ASSERT_THAT(ReadSchedulerSettings(conf, options), IsOk());
  EXPECT_EQ(options.locality_wait, absl::Seconds(3));
  EXPECT_EQ(options.failures_max, 2);
  EXPECT_EQ(options.pools.mode, SchedulingMode::kFair);
  EXPECT_EQ(options.pools.pools.at("p").weight, 5);
  EXPECT_TRUE(options.speculation.enabled);
  EXPECT_EQ(options.speculation.multiplier, 1.5);
  EXPECT_EQ(options.speculation.quantile, 0.75);
  EXPECT_EQ(options.speculation.interval, absl::Seconds(1));
  EXPECT_TRUE(options.exclusion.enabled);
  EXPECT_EQ(options.exclusion.timeout, absl::Minutes(5));
  EXPECT_EQ(options.exclusion.stage_tasks_per_executor_max, 7);
}

TEST(SchedulerSettingsTest, AWrongValueIsNamedWithWhatIsExpected) {
  for (auto [key, value, expected] : std::vector<std::array<const char*, 3>>{
           {"spark.scheduler.mode", "LIFO", "FIFO or FAIR"},
           {"spark.scheduler.allocation.file", "/no/such/file", "a file of pools"},
           {"spark.locality.wait", "soon", "a duration"},
           {"spark.speculation", "perhaps", "true or false"},
           {"spark.speculation.quantile", "1.5", "from 0 to 1"},
           {"spark.excludeOnFailure.task.maxTaskAttemptsPerNode", "0", "a whole number from 1"}}) {
    Conf conf;
    conf.Set(key, value);
    SchedulerOptions options;
    EXPECT_THAT(
        ReadSchedulerSettings(conf, options),
        StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr(key), HasSubstr(value), HasSubstr(expected))));
  }
}

JobSpec Job(int partitions, const BatchKey& batch) {
  return Collect(Blocks(std::vector<std::vector<BlockId>>(partitions)), batch);
}

TEST(SchedulerSettingsTest, JobsGoIntoThePoolThatTheirThreadHasChosen) {
  SimLoop loop(1);
  SimNetwork network(loop);
  std::unique_ptr<Transport> driver_host = network.Host("driver"), executor_host = network.Host("executor");
  Conf conf;
  conf.Set("spark.scheduler.mode", "FAIR");
  auto driver = ApplicationDriver::Create(
      loop, *driver_host,
      {.application = ApplicationId("app-1"), .build_id = "build-1", .listen_address = "driver:0", .conf = conf});
  ASSERT_THAT(driver, IsOk());
  FakeExecutor executor(*executor_host, (*driver)->address(), 1);
  executor.attach.set_slots(2);
  FakeExecutor::OnTask succeed = std::exchange(executor.on_task, [](const auto&, auto&) { return std::nullopt; });
  executor.Connect();
  auto run = [&](Mailbox& thread, const std::string& pool, JobSpec job) {
    thread.Post([&, pool, job] {
      LocalProperties()[kSchedulerPool] = pool;
      (void)(*driver)->Run(job);
    });
  };
  std::unique_ptr<Mailbox> one = loop.NewMailbox("one"), two = loop.NewMailbox("two");
  run(*one, "long", Job(20, {RunId(0), BatchTime(1)}));
  ASSERT_TRUE(loop.RunUntil([&] { return executor.orders.launched.size() == 2; }, absl::Seconds(1)));
  run(*two, "short", Job(1, {RunId(0), BatchTime(2)}));
  loop.RunFor(absl::Milliseconds(100));
  executor.on_task = succeed;
  executor.AnswerTask(executor.orders.launched.front());
  ASSERT_TRUE(loop.RunUntil([&] { return executor.orders.launched.size() >= 3; }, absl::Seconds(1)));
  EXPECT_EQ(executor.orders.launched[2].batch().time(), 2);
  driver->reset();
  loop.RunFor(absl::Seconds(1));
  LocalProperties().clear();
}

}  // namespace
}  // namespace sluice
