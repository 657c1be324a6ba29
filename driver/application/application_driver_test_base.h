#ifndef SLUICE_DRIVER_APPLICATION_APPLICATION_DRIVER_TEST_BASE_H_
#define SLUICE_DRIVER_APPLICATION_APPLICATION_DRIVER_TEST_BASE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/net/sim_transport.h"
#include "driver/application/application_driver.h"
#include "driver/application/fake_executor.h"
#include "engine/lineage/short_lineages.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {

// A real driver in a simulated network with executors that follow a script.
class ApplicationDriverTest : public ::testing::Test {
 protected:
  explicit ApplicationDriverTest(DriverLife life = DriverLife(1), const Conf& conf = {}) {
    auto driver = ApplicationDriver::Create(loop_, *driver_host_,
                                            {.application = ApplicationId("app-1"),
                                             .build_id = "build-1",
                                             .listen_address = "driver:0",
                                             .conf = conf,
                                             .life = life});
    driver_ = std::move(driver).value();
    for (int id : {1, 2}) {
      hosts_.push_back(network_.Host("executor-" + std::to_string(id)));
      executors_.push_back(std::make_unique<FakeExecutor>(*hosts_.back(), driver_->address(), id));
      Heartbeat(*executors_.back());
    }
  }
  ~ApplicationDriverTest() override {
    driver_.reset();
    loop_.RunFor(absl::Seconds(1));
  }

  FakeExecutor& executor(int id) { return *executors_[id - 1]; }
  void Heartbeat(FakeExecutor& executor) {
    loop_.After(absl::Milliseconds(250), [this, &executor] {
      executor.Send({});
      Heartbeat(executor);
    });
  }
  void Attach(int id) {
    executor(id).Connect();
    Until([&] { return executor(id).attached; });
  }
  void Until(const std::function<bool()>& done) { ASSERT_TRUE(loop_.RunUntil(done, absl::Seconds(60))); }
  // Runs the job on a thread of the user's.
  void RunJob(JobSpec spec) {
    job_.reset();
    user_->Post([this, spec = std::move(spec)] { job_ = driver_->Run(spec); });
  }
  std::vector<std::string> JobResult() {
    Until([&] { return job_.has_value(); });
    EXPECT_THAT(*job_, IsOk());
    std::vector<std::string> text;
    for (const Buffers& result : **job_) text.push_back(Join(result));
    return text;
  }
  // Batches of 1 s over one stream; each runs one job over its blocks and notes them.
  void StartStream() {
    StreamingPlan plan{.interval = absl::Seconds(1), .inputs = {{.id = InputId(0), .receiver = {.name = "socket"}}}};
    plan.run_batch = [this](const BatchKey& batch, const BatchBlocks& blocks) {
      batches_.push_back(blocks.empty() ? 0 : blocks.at(InputId(0)).size());
      if (blocks.empty()) return batch_error_;
      absl::Status ran = driver_->Run(Collect(Blocks(blocks.at(InputId(0))), batch)).status();
      return ran.ok() ? batch_error_ : ran;
    };
    if (saves_) {
      plan.save_batch = [this](const BatchKey& batch, const BatchBlocks& blocks) {
        return driver_->Run(Collect(Blocks(blocks.at(InputId(0))), batch)).status();
      };
    }
    plan.on_event = [this](const StreamingEvent& event) {
      if (auto* receiver = std::get_if<ReceiverEvent>(&event)) receiver_events_.push_back(*receiver);
      auto* batch = std::get_if<BatchEvent>(&event);
      if (batch == nullptr || batch->kind != BatchEvent::Kind::kCompleted) return;
      batch_records_.push_back(batch->record.input_records);
      for (const auto& [input, texts] : batch->record.input_metadata)
        completed_metadata_.insert(completed_metadata_.end(), texts.begin(), texts.end());
    };
    absl::StatusOr<RunId> run = driver_->Start(std::move(plan));
    ASSERT_THAT(run, IsOk());
    run_ = *run;
  }
  // Of the batch that has the stream's block of 7 records, until EndTask.
  v1::LaunchTask StartStreamWithATaskThatRuns() {
    Attach(1);
    succeed_ = std::exchange(executor(1).on_task, [](const v1::LaunchTask&, std::string&) { return std::nullopt; });
    StartStream();
    Until([&] { return executor(1).orders.started.size() == 1; });
    executor(1).ReportBlock(1, 0, 7);
    Until([&] { return executor(1).running.size() == 1; });
    return executor(1).running.begin()->second;
  }
  void EndTask(const v1::LaunchTask& task) {
    executor(1).on_task = succeed_;
    executor(1).AnswerTask(task);
  }
  RecordTotals Totals() {
    loop_.RunFor(absl::Seconds(1));
    return driver_->status().totals;
  }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> driver_host_ = network_.Host("driver");
  std::vector<std::unique_ptr<Transport>> hosts_;
  std::unique_ptr<Mailbox> user_ = loop_.NewMailbox("user");
  std::vector<ReceiverEvent> receiver_events_;
  std::vector<std::string> completed_metadata_;
  std::vector<std::map<InputId, int64_t>> batch_records_;
  std::unique_ptr<ApplicationDriver> driver_;
  std::vector<std::unique_ptr<FakeExecutor>> executors_;
  std::optional<absl::StatusOr<std::vector<Buffers>>> job_;
  std::vector<size_t> batches_;  // Partitions of each batch.
  absl::Status batch_error_;
  bool saves_ = false;
  RunId run_;  // Started last.
  FakeExecutor::OnTask succeed_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_APPLICATION_DRIVER_TEST_BASE_H_
