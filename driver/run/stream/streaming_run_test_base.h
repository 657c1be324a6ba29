#ifndef SLUICE_DRIVER_RUN_STREAM_STREAMING_RUN_TEST_BASE_H_
#define SLUICE_DRIVER_RUN_STREAM_STREAMING_RUN_TEST_BASE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/overloaded.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "driver/block_master/fake_block_log.h"
#include "driver/run/stream/streaming_run.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {

inline constexpr ExecutorId e1{1}, e2{2};
inline constexpr StreamId kStream{0};
inline constexpr RunId kRun{5};
using Phase = RunPhase;

inline BatchKey At(int64_t time) { return {kRun, BatchTime(time)}; }

// One stream, batches of 1 s, starting at second 0 with executor 1 (and nothing but the run itself).
class StreamingRunTest : public ::testing::Test {
 protected:
  explicit StreamingRunTest(DriverLife life = DriverLife()) : placement_(life) {
    EXPECT_THAT(master_.Apply(BeginLife{life}), IsOk());
    plan_.inputs = {{.id = InputId(0)}};
    plan_.run_batch = [this](const BatchKey& batch, const BatchBlocks&) {
      ran_.push_back(batch);
      return absl::OkStatus();
    };
  }
  // As `plan_` and `options_` say.
  void Start() {
    RunLog log{.image = image_.value_or(RunImage{.streams = NextStreams()}), .log = log_};
    run_.emplace(kRun, std::make_shared<const StreamingPlan>(plan_), options_, std::move(log), master_, placement_,
                 history_, now_);
  }
  // For the inputs of `plan_`: the first ones that the table does not know.
  std::vector<StreamId> NextStreams() const {
    std::vector<StreamId> streams;
    StreamId next = blocks_.streams.empty() ? kStream : blocks_.streams.rbegin()->first.Next();
    for (size_t i = 0; i < plan_.inputs.size(); ++i) streams.push_back(std::exchange(next, next.Next()));
    return streams;
  }
  void StartOnOne() {
    placement_.AddExecutor(e1, "w1");
    Start();
    run_->OnExecutorCount(1, now_);
    Step();
    Step();
  }
  BlockId Receive(int64_t sequence, int64_t epoch = 1, int32_t interval_number = 0, StreamId stream = kStream) {
    BlockId id = BlockId::Input(stream, Epoch(epoch), sequence);
    EXPECT_THAT(master_.Apply(AddBlock{
                    .id = id, .info = {.records = 10, .bytes = 100, .interval_number = interval_number}, .holder = e1}),
                IsOk());
    return id;
  }
  // What the step wants done, one word each; batches to run or save are collected.
  std::vector<std::string> Step() {
    std::vector<std::string> words;
    for (const RunAction& action : run_->Step(now_)) {
      std::visit(Overloaded{
                     [&](const CallForBatch& a) {
                       const size_t before = ran_.size();
                       EXPECT_THAT(a.call(), IsOk());
                       words.push_back(ran_.size() > before ? "run" : "save");
                       (ran_.size() > before ? running_ : saving_) = a.batch;
                     },
                     [&](const BatchEnded& a) { ended_.push_back(a); },
                     [&](const SavingFailed&) { words.push_back("complain"); },
                     [&](const CancelJobs&) { words.push_back("cancel"); },
                     [&](const FreeBlock&) { words.push_back("free"); },
                     [&](const WarnOfTimes&) { words.push_back("warn"); },
                     [&](const RunFailed& a) {
                       words.push_back("fail");
                       failure_ = a.error;
                     },
                     [&](const EndOfRun& a) {
                       words.push_back("end");
                       ended_with_ = a.how;
                       for_later_ = a.records_for_later;
                     },
                     [&](const LaunchReceiver&) { words.push_back("start"); },
                     [&](const StopReceiver&) { words.push_back("stop"); },
                     [&](const SetReceiverRate& a) { words.push_back(StrCat("rate ", a.records_per_second)); },
                     [&](const SendCut&) { words.push_back("cut"); },
                 },
                 action);
    }
    return words;
  }
  std::vector<std::string> StepAt(int64_t millis) {
    now_ = absl::FromUnixMillis(millis);
    return Step();
  }
  void Answer(int64_t batch) { placement_.OnCutDone({kStream, Epoch(1)}, At(batch)); }
  void Report(ReceiverStatus::State state) {
    placement_.OnReport(e1, {.id = {kStream, Epoch(1)}, .state = state}, now_);
  }
  void Stopped() { Report(ReceiverStatus::State::kStopped); }
  void Done(BatchTime batch, const absl::Status& result = absl::OkStatus()) { run_->OnBatchDone(batch, result, now_); }

  absl::Time now_ = absl::UnixEpoch();
  std::shared_ptr<FakeBlockLog> log_ = std::make_shared<FakeBlockLog>();
  std::optional<RunImage> image_;  // What a former life knew.
  BlockMaster master_;
  const BlockTable& blocks_ = master_.table();
  ReceiverPlacement placement_;
  History history_;
  StreamingPlan plan_{.interval = absl::Seconds(1)};
  StreamingOptions options_;
  std::optional<StreamingRun> run_;
  std::vector<BatchKey> ran_;
  BatchTime running_, saving_;  // The last ones.
  std::vector<BatchEnded> ended_;
  absl::Status failure_;
  absl::Status ended_with_;
  int64_t for_later_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_STREAMING_RUN_TEST_BASE_H_
