#ifndef SLUICE_ENGINE_DSTREAM_FAKE_STREAMING_BACKEND_H_
#define SLUICE_ENGINE_DSTREAM_FAKE_STREAMING_BACKEND_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

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
    Tell(BatchEvent::Kind::kSubmitted);
    Tell(BatchEvent::Kind::kStarted);
    absl::Status status = plan_->run_batch(BatchTime(batch_), blocks);
    Tell(BatchEvent::Kind::kCompleted);
    error_.Update(status);
    return status;
  }
  // A batch that is stopped before it runs.
  absl::Status SaveBatch(const std::vector<std::vector<std::string>>& texts) {
    batch_ += absl::ToInt64Milliseconds(plan_->interval);
    return plan_->save_batch(BatchTime(batch_), MakeBlocks(texts));
  }
  const StreamingPlan& plan() const { return *plan_; }
  const std::optional<StopOptions>& stopped() const { return stopped_; }

  absl::Status Start(StreamingPlan plan) override {
    plan_ = std::move(plan);
    if (plan_->last_finished.has_value()) batch_ = plan_->last_finished->value();
    now_ = absl::Milliseconds(batch_);
    state_ = StreamingState::kActive;
    return absl::OkStatus();
  }
  absl::Status Stop(const StopOptions& options) override {
    stopped_ = options;
    state_ = StreamingState::kStopped;
    if (plan_.has_value()) plan_->run_batch = plan_->save_batch = nullptr;
    return absl::OkStatus();
  }
  absl::Status Advance(absl::Duration by) override {
    for (now_ += by; absl::Milliseconds(batch_) + plan_->interval <= now_;) (void)RunBatch({});
    return absl::OkStatus();
  }
  StreamingState state() const override { return state_; }
  absl::StatusOr<bool> AwaitTermination(absl::Duration) override {
    if (!error_.ok()) return error_;
    return state_ == StreamingState::kStopped;
  }
  absl::StatusOr<bool> AwaitSourcesClosed(absl::Duration timeout) override { return AwaitTermination(timeout); }

 private:
  BatchBlocks MakeBlocks(const std::vector<std::vector<std::string>>& texts) {
    BatchBlocks blocks;
    for (size_t i = 0; i < texts.size(); ++i) {
      StreamId stream(static_cast<int32_t>(i));
      for (const std::string& text : texts[i]) {
        BlockId id = BlockId::Input(stream, 0, next_block_++);
        jobs_.PutBlock(id, Buffer::FromString(text));
        blocks[stream].push_back({id});
      }
    }
    return blocks;
  }

  // A batch waits for 5 ms and runs for 20 ms.
  void Tell(BatchEvent::Kind kind) {
    if (!plan_->on_event) return;
    BatchEvent event{.kind = kind, .batch = BatchTime(batch_), .records = {{StreamId(0), 7}}};
    event.submitted = absl::FromUnixMillis(batch_);
    if (kind != BatchEvent::Kind::kSubmitted) event.started = event.submitted + absl::Milliseconds(5);
    if (kind == BatchEvent::Kind::kCompleted) event.finished = event.started + absl::Milliseconds(20);
    plan_->on_event(event);
  }

  LocalJobRunner& jobs_;
  std::optional<StreamingPlan> plan_;
  std::optional<StopOptions> stopped_;
  StreamingState state_ = StreamingState::kInitialized;
  absl::Status error_;
  int64_t next_block_ = 0;
  int64_t batch_ = 0;
  absl::Duration now_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_FAKE_STREAMING_BACKEND_H_
