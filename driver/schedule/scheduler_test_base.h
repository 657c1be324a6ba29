#ifndef SLUICE_DRIVER_SCHEDULE_SCHEDULER_TEST_BASE_H_
#define SLUICE_DRIVER_SCHEDULE_SCHEDULER_TEST_BASE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_matchers.h"
#include "driver/block_master/block_update.h"
#include "driver/schedule/scheduler.h"
#include "engine/lineage/short_lineages.h"

namespace sluice {

inline constexpr ExecutorId e1{1}, e2{2}, e3{3};

// A cluster that only consists of what the scheduler says to it.
class SchedulerTest : public ::testing::Test {
 protected:
  explicit SchedulerTest(const SchedulerOptions& options = {}) : scheduler_(options, blocks_) {
    EXPECT_THAT(BeginLife{DriverLife()}.Apply(blocks_), IsOk());
    EXPECT_THAT((AddRun{RunId(0), {.streams = {StreamId(0)}}}.Apply(blocks_)), IsOk());
  }

  JobId Submit(const Rdd& rdd, const std::string& pool = "", std::optional<BatchKey> batch = std::nullopt) {
    return scheduler_.Submit(Collect(rdd, batch), pool);
  }
  // "combine 0 on 1": partition 0 of the stage that ends with combine, on executor 1.
  std::vector<std::string> Step() {
    std::vector<std::string> launched;
    for (ScheduleAction& action : scheduler_.Schedule(now_)) {
      if (auto* launch = std::get_if<LaunchTask>(&action)) {
        std::string what = scheduler_.programs().Get(launch->program).terminal().name();
        launched.push_back(what + " " + std::to_string(launch->partition) + " on " +
                           std::to_string(launch->executor.value()));
        running_.push_back(*launch);
      } else {
        other_.push_back(std::move(action));
      }
    }
    return launched;
  }
  LaunchTask TakeRunning(int partition) {
    for (auto task = running_.begin(); task != running_.end(); ++task) {
      if (task->partition != partition) continue;
      LaunchTask found = *task;
      running_.erase(task);
      return found;
    }
    ADD_FAILURE() << "no task of partition " << partition << " runs";
    return {};
  }
  void Report(const LaunchTask& task, TaskOutcome outcome) {
    outcome.task = task.task;
    scheduler_.OnTaskOutcome(task.executor, std::move(outcome), now_);
  }
  void Succeed(int partition, int reducers = 0) {
    Report(TakeRunning(partition), {.result = {Buffer::FromString("r" + std::to_string(partition))},
                                    .map_output_bytes = std::vector<int64_t>(reducers, 10)});
  }
  void Fail(int partition, const std::string& why) {
    Report(TakeRunning(partition), {.kind = TaskOutcome::Kind::kFailed, .message = why});
  }
  void Lose(ExecutorId executor) {
    EXPECT_THAT(DropHolder{executor}.Apply(blocks_), IsOk());
    std::erase_if(running_, [&](const LaunchTask& task) { return task.executor == executor; });
    scheduler_.LoseExecutor(executor, now_);
  }
  BlockId Receive(int sequence, std::vector<ExecutorId> holders, int64_t bytes = 100) {
    BlockId id = BlockId::Input(StreamId(0), Epoch(1), sequence);
    for (ExecutorId holder : holders) {
      EXPECT_THAT((AddBlock{.id = id, .info = {.records = 1, .bytes = bytes}, .holder = holder}.Apply(blocks_)),
                  IsOk());
    }
    return id;
  }
  template <class A>
  std::vector<A> TakeActions() {
    std::vector<A> taken;
    for (ScheduleAction& action : other_) {
      if (auto* found = std::get_if<A>(&action)) taken.push_back(std::move(*found));
    }
    other_.clear();
    return taken;
  }

  BlockTable blocks_;
  Scheduler scheduler_;
  absl::Time now_ = absl::FromUnixSeconds(1000);
  std::vector<LaunchTask> running_;
  std::vector<ScheduleAction> other_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_SCHEDULER_TEST_BASE_H_
