#ifndef SLUICE_WORKER_RECEIVER_FAKE_RECEIVER_HOST_H_
#define SLUICE_WORKER_RECEIVER_FAKE_RECEIVER_HOST_H_

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "common/base/str_cat.h"
#include "worker/receiver/receiver.h"

namespace sluice {

// Remembers what a receiver does, as text lines: "block 0: a\nb\n", "cut 1000", "closed: message".
class FakeReceiverHost : public ReceiverHost {
 public:
  explicit FakeReceiverHost(absl::Duration block_interval = absl::Milliseconds(200))
      : context_{.stream = StreamId(1), .epoch = 1, .block_interval = block_interval} {}

  Runtime& runtime() override { return ThreadRuntime(); }
  const ReceiverContext& context() const override { return context_; }
  bool HasRoom() const override { return room_; }
  void Store(SealedBlock block, Task acknowledge) override {
    MutexLock lock(&mu_);
    text_ += block.data.view();
    records_ += block.records;
    Add(StrCat("block ", block.slot, ": ", block.data.view()));
  }
  void CutDone(BatchTime batch) override {
    MutexLock lock(&mu_);
    Add(StrCat("cut ", batch.value()));
  }
  void Report(SourceState state, const std::string& message, int64_t dropped) override {
    static constexpr const char* kNames[] = {"started", "retrying", "closed", "stopped"};
    MutexLock lock(&mu_);
    dropped_ = dropped;
    Add(StrCat(kNames[static_cast<int>(state)], ": ", message));
  }

  void SetRoom(bool room) { room_ = room; }

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
  std::vector<std::string> events() {
    MutexLock lock(&mu_);
    return events_;
  }
  std::string text() {
    MutexLock lock(&mu_);
    return text_;
  }
  int64_t records() {
    MutexLock lock(&mu_);
    return records_;
  }
  int64_t dropped() {
    MutexLock lock(&mu_);
    return dropped_;
  }

 private:
  void Add(std::string event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    events_.push_back(std::move(event));
    changed_.NotifyAll();
  }
  bool WaitUntil(const std::function<bool()>& done) {
    MutexLock lock(&mu_);
    return changed_.WaitUntil(mu_, absl::Now() + absl::Seconds(10), done);
  }

  const ReceiverContext context_;
  std::atomic<bool> room_{true};
  Mutex mu_;
  CondVar changed_;
  std::vector<std::string> events_ ABSL_GUARDED_BY(mu_);
  std::string text_ ABSL_GUARDED_BY(mu_);
  int64_t records_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t dropped_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_RECEIVER_FAKE_RECEIVER_HOST_H_
