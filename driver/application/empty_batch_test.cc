#include <chrono>
#include <iostream>

#include "common/base/status_matchers.h"
#include "common/net/in_process_transport.h"
#include "driver/application/application_driver.h"
#include "driver/application/fake_executor.h"
#include "engine/lineage/short_lineages.h"
#include "gtest/gtest.h"

// What the driver adds to a batch: real threads and time, an executor that answers at once.

namespace sluice {
namespace {

TEST(EmptyBatchTest, TwoStageBatchesOfTenMillisecondsFollowEachOther) {
  std::unique_ptr<Transport> transport = NewInProcessTransport();
  auto driver = ApplicationDriver::Create(
      ThreadRuntime(), *transport,
      {.application = ApplicationId("app-1"), .build_id = "build-1", .listen_address = "local:0"});
  ASSERT_THAT(driver, IsOk());
  FakeExecutor executor(*transport, (*driver)->address(), 1);
  executor.Connect();
  std::atomic<int> batches = 0;
  std::atomic<int64_t> nanos = 0;
  StreamingPlan plan{.interval = absl::Milliseconds(10)};
  plan.run_batch = [&](const BatchKey& batch, const BatchBlocks&) {
    auto start = std::chrono::steady_clock::now();
    const Rdd counts = Shuffled(Blocks({{}}), (*driver)->NextShuffleId(), 2);
    absl::Status status = (*driver)->Run(Collect(counts, batch)).status();
    nanos += (std::chrono::steady_clock::now() - start).count();
    ++batches;
    return status;
  };
  absl::StatusOr<RunId> run = (*driver)->Start(std::move(plan));
  ASSERT_THAT(run, IsOk());
  // The status is told now and then: 50 batches may be over before the run is in it.
  for (int wait = 0; wait < 300 && (batches < 50 || (*driver)->status().runs.empty()); ++wait) {
    ASSERT_THAT((*driver)->AwaitTermination(*run, absl::Milliseconds(100)), IsOkAndHolds(false));
  }
  std::vector<RunStatus> runs = (*driver)->status().runs;
  ASSERT_THAT((*driver)->EndApplication(/*graceful=*/true), IsOk());
  double mean_millis = nanos / 1e6 / std::max(batches.load(), 1);
  std::cout << batches << " batches of 10 ms, mean " << mean_millis << " ms\n";
  EXPECT_GE(batches, 50);
  ASSERT_EQ(runs.size(), 1);
  for (const BatchRecord& batch : runs[0].batches) EXPECT_NE(batch.state, BatchRecord::State::kFailed);
}

}  // namespace
}  // namespace sluice
