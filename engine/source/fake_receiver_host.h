#ifndef SLUICE_ENGINE_SOURCE_FAKE_RECEIVER_HOST_H_
#define SLUICE_ENGINE_SOURCE_FAKE_RECEIVER_HOST_H_

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/cond_var.h"
#include "common/base/mutex.h"
#include "common/base/str_cat.h"
#include "engine/source/block_receiver.h"
#include "engine/source/sealed_block.h"

namespace sluice {

// Remembers what a receiver does, as text lines: "block 0: a\nb\n", "cut 1000", "closed: message".
class FakeReceiverHost : public ReceiverHost {
 public:
  explicit FakeReceiverHost(absl::Duration block_interval = absl::Milliseconds(200), Runtime& runtime = ThreadRuntime())
      : runtime_(runtime),
        context_{.stream = StreamId(1), .epoch = Epoch(1), .input = InputId(1), .block_interval = block_interval} {}

  Runtime& runtime() override { return runtime_; }
  const ReceiverContext& context() const override { return context_; }
  bool HasRoom() const override { return room_; }
  void Store(SealedBlock block, StoreDone done) override {
    std::optional<absl::Status> answer;
    {
      MutexLock lock(&mu_);
      text_ += block.data.view();
      records_ += block.info.records;
      metadata_.push_back(block.info.metadata);
      Add(StrCat("block ", block.info.interval_number, ": ", block.data.view()));
      answer = answer_;
      if (done && !answer) waiting_.push_back(std::move(done));
    }
    if (done && answer) done(*answer);
  }
  void CutDone(const BatchKey& batch) override {
    MutexLock lock(&mu_);
    Add(StrCat("cut ", batch.time));
  }
  void Report(SourceReport report) override {
    static constexpr const char* kNames[] = {"started", "retrying", "closed", "error", "stopped", "ended"};
    MutexLock lock(&mu_);
    dropped_ = report.dropped;
    Add(StrCat(kNames[static_cast<int>(report.state)], ": ", report.message,
               report.error.empty() ? "" : " because of: ", report.error));
  }

  void SetRoom(bool room) { room_ = room; }
  // Both are called before a receiver starts.
  void SetPositions(SafePositions positions) { context_.positions = std::move(positions); }
  void SetRateMax(int64_t records_per_second) { context_.rate_max = records_per_second; }

  // Waits until an event contains `part`; false after ten seconds.
  bool Saw(const std::string& part) {
    return WaitUntil([&] {
      for (const std::string& event : events_) {
        if (event.find(part) != std::string::npos) return true;
      }
      return false;
    });
  }
  bool SawText(size_t bytes) {
    return WaitUntil([&] { return text_.size() >= bytes; });
  }
  bool SawRecords(int64_t records) {
    return WaitUntil([&] { return records_ >= records; });
  }
  std::vector<std::string> events() {
    MutexLock lock(&mu_);
    return events_;
  }
  std::string text() {
    MutexLock lock(&mu_);
    return text_;
  }
  std::vector<std::string> block_metadata() {
    MutexLock lock(&mu_);
    return metadata_;
  }
  int64_t records() {
    MutexLock lock(&mu_);
    return records_;
  }
  int64_t dropped() {
    MutexLock lock(&mu_);
    return dropped_;
  }

  // What the next blocks come to: nothing yet (they wait for Answer), or stored, or the error that dropped them.
  void SetAnswer(std::optional<absl::Status> answer) {
    MutexLock lock(&mu_);
    answer_ = std::move(answer);
  }
  // Tells those that wait.
  void Answer(const absl::Status& result) {
    std::vector<StoreDone> waiting;
    {
      MutexLock lock(&mu_);
      waiting.swap(waiting_);
    }
    for (StoreDone& done : waiting) done(result);
  }

 private:
  void Add(std::string event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    events_.push_back(std::move(event));
    changed_.NotifyAll();
  }
  bool WaitUntil(const std::function<bool()>& done) {
    MutexLock lock(&mu_);
    return changed_.WaitFor(mu_, absl::Seconds(10), done);
  }

  Runtime& runtime_;
  ReceiverContext context_;
  std::atomic<bool> room_{true};
  Mutex mu_;
  CondVar changed_;
  std::vector<std::string> events_ ABSL_GUARDED_BY(mu_);
  std::vector<std::string> metadata_ ABSL_GUARDED_BY(mu_);
  std::string text_ ABSL_GUARDED_BY(mu_);
  std::optional<absl::Status> answer_ ABSL_GUARDED_BY(mu_) = absl::OkStatus();
  std::vector<StoreDone> waiting_ ABSL_GUARDED_BY(mu_);
  int64_t records_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t dropped_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_FAKE_RECEIVER_HOST_H_
