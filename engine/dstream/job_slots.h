#ifndef SLUICE_ENGINE_DSTREAM_JOB_SLOTS_H_
#define SLUICE_ENGINE_DSTREAM_JOB_SLOTS_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <set>
#include <utility>

#include "common/base/ids.h"

namespace sluice {

// How many outputs of all batches run at a time; those of the oldest batch come first. Thread-safe.
class JobSlots {
 public:
  explicit JobSlots(int slots) : free_(slots) {}

  // Waits for a slot: others run user code meanwhile.
  void Take(BatchTime batch, size_t output) {
    std::unique_lock lock(mu_);
    auto turn = waiting_.emplace(batch, output).first;
    changed_.wait(lock, [&] { return free_ > 0 && turn == waiting_.begin(); });
    waiting_.erase(turn);
    --free_;
    changed_.notify_all();
  }
  void Give() {
    std::lock_guard lock(mu_);
    ++free_;
    changed_.notify_all();
  }

 private:
  std::mutex mu_;
  std::condition_variable changed_;
  std::set<std::pair<BatchTime, size_t>> waiting_;
  int free_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_JOB_SLOTS_H_
