#ifndef SLUICE_ENGINE_DSTREAM_FAKE_STREAMING_BACKEND_H_
#define SLUICE_ENGINE_DSTREAM_FAKE_STREAMING_BACKEND_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/fs/files.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/lineage/local_job_runner.h"

namespace sluice {

// Runs a batch when the test says so, of texts that the test gives. Single-threaded: waits return at once with what is.
class FakeStreamingBackend : public StreamingBackend {
 public:
  explicit FakeStreamingBackend(LocalJobRunner& jobs) : jobs_(jobs) {}

  // Batches have the times 1, 2, ... times the interval. `texts[i]` is what stream i received: a partition for each.
  absl::Status RunBatch(const std::vector<std::vector<std::string>>& texts) {
    BatchBlocks blocks = MakeBlocks(texts);
    batch_ += absl::ToInt64Milliseconds(plan_->interval);
    record_ = {.time = BatchTime(batch_), .input_records = {{InputId(0), 7}}};
    TellBatch(BatchEvent::Kind::kSubmitted);
    TellBatch(BatchEvent::Kind::kStarted);
    absl::Status status = plan_->run_batch(Batch(), blocks);
    TellBatch(BatchEvent::Kind::kCompleted);
    error_.Update(status);
    return status;
  }
  // A batch that is stopped before it runs.
  absl::Status SaveBatch(const std::vector<std::vector<std::string>>& texts) {
    batch_ += absl::ToInt64Milliseconds(plan_->interval);
    return plan_->save_batch(Batch(), MakeBlocks(texts));
  }
  const StreamingPlan& plan() const { return *plan_; }
  // How the last run was stopped.
  bool stopped_gracefully() const { return stopped_gracefully_; }
  bool ended() const { return ended_; }
  // What dashboards were told, in order.
  const std::vector<ShownRows>& shown() const { return shown_; }

  absl::StatusOr<RunId> Start(StreamingPlan plan) override {
    plan_ = std::move(plan);
    ++run_;
    error_ = absl::OkStatus();
    if (plan_->last_finished.has_value()) batch_ = plan_->last_finished->value();
    now_ = absl::Milliseconds(batch_);
    state_ = StreamingState::kActive;
    TellListeners(StreamingStarted{RunId(run_), absl::UnixEpoch() + now_});
    return RunId(run_);
  }
  absl::Status Stop(RunId, bool graceful) override {
    stopped_gracefully_ = graceful;
    state_ = StreamingState::kStopped;
    if (plan_.has_value()) plan_->run_batch = plan_->save_batch = nullptr;
    if (plan_.has_value()) plan_->fail_batch = nullptr;
    if (plan_.has_value()) plan_->on_log = nullptr;
    if (plan_.has_value()) plan_->lease = nullptr;
    return absl::OkStatus();
  }
  absl::Status EndApplication(bool) override {
    ended_ = true;
    state_ = StreamingState::kStopped;
    return absl::OkStatus();
  }
  absl::Status Advance(RunId, absl::Duration by) override {
    for (now_ += by; absl::Milliseconds(batch_) + plan_->interval <= now_;) (void)RunBatch({});
    return absl::OkStatus();
  }
  DriverLife life() const override { return DriverLife(1); }
  Files& checkpoint_files() const override { return LocalFiles(); }
  void Tell(ProgramEvent event) override {
    std::visit([this](const auto& e) { Note(e); }, event);
  }
  StreamingState state(RunId run) const override { return run == RunId(run_) ? state_ : StreamingState::kStopped; }
  absl::StatusOr<bool> AwaitTermination(RunId run, absl::Duration) override {
    if (run == RunId(run_) && !error_.ok()) return error_;
    return state(run) == StreamingState::kStopped;
  }
  absl::StatusOr<bool> AwaitSourcesClosed(RunId run, absl::Duration timeout) override {
    return AwaitTermination(run, timeout);
  }

 private:
  BatchKey Batch() const { return {RunId(run_), BatchTime(batch_)}; }
  BatchBlocks MakeBlocks(const std::vector<std::vector<std::string>>& texts) {
    BatchBlocks blocks;
    for (size_t i = 0; i < texts.size(); ++i) {
      const int input = static_cast<int>(i);
      for (const std::string& text : texts[i]) {
        BlockId id = BlockId::Input(StreamId(input), Epoch(0), next_block_++);
        jobs_.PutBlock(id, Buffer::FromString(text));
        blocks[InputId(input)].push_back({id});
      }
    }
    return blocks;
  }

  // A batch waits for 5 ms and runs for 20 ms.
  void TellBatch(BatchEvent::Kind kind) {
    record_.submitted = absl::FromUnixMillis(batch_);
    if (kind != BatchEvent::Kind::kSubmitted) record_.started = record_.submitted + absl::Milliseconds(5);
    if (kind == BatchEvent::Kind::kCompleted) record_.finished = record_.started + absl::Milliseconds(20);
    TellListeners(BatchEvent{kind, Batch(), record_});
  }
  void Note(const OutputEvent& event) {
    record_.outputs[event.number] = event.output;
    TellListeners(event);
  }
  void Note(const InputEvent& event) {
    record_.input_metadata[event.input] = event.metadata;
    if (event.records.has_value()) record_.input_records[event.input] = *event.records;
  }
  void Note(const ShownRows& shown) { shown_.push_back(shown); }
  void TellListeners(StreamingEvent event) {
    if (plan_->on_event) plan_->on_event(std::move(event));
  }

  LocalJobRunner& jobs_;
  std::optional<StreamingPlan> plan_;
  int run_ = -1;
  bool stopped_gracefully_ = false;
  bool ended_ = false;
  StreamingState state_ = StreamingState::kInitialized;
  absl::Status error_;
  int64_t next_block_ = 0;
  int64_t batch_ = 0;
  BatchRecord record_;  // Is about that batch.
  std::vector<ShownRows> shown_;
  absl::Duration now_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_FAKE_STREAMING_BACKEND_H_
