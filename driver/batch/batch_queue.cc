#include "driver/batch/batch_queue.h"

#include <algorithm>
#include <numeric>

#include "common/base/check.h"

namespace sluice {

void BatchQueue::Add(BatchTime batch, int64_t records) {
  SLUICE_CHECK(open_.empty() || open_.back().time < batch);
  open_.push_back({batch, records});
}

void BatchQueue::AddAgain(BatchTime batch, int64_t records) {
  auto later = std::find_if(open_.begin(), open_.end(), [=](const QueuedBatch& one) { return batch < one.time; });
  open_.insert(later, {batch, records});
}

int BatchQueue::FreeLane() const {
  int lane = 0;
  auto takes_it = [&lane](const QueuedBatch& batch) { return batch.is_running && batch.lane == lane; };
  while (lane < running_max_ && std::any_of(open_.begin(), open_.end(), takes_it)) ++lane;
  return lane;
}

const QueuedBatch* BatchQueue::StartNext() {
  auto next = std::find_if(open_.begin(), open_.end(), [](const QueuedBatch& batch) { return !batch.is_running; });
  int lane = FreeLane();
  if (next == open_.end() || lane == (first_has_run_ ? running_max_ : 1)) return nullptr;
  next->is_running = true;
  next->lane = lane;
  return &*next;
}

std::deque<QueuedBatch>::iterator BatchQueue::Running(BatchTime batch) {
  auto found = std::find_if(open_.begin(), open_.end(), [=](const QueuedBatch& one) { return one.time == batch; });
  SLUICE_CHECK(found != open_.end() && found->is_running);
  return found;
}

void BatchQueue::Finish(BatchTime batch) {
  open_.erase(Running(batch));
  first_has_run_ = true;
}

void BatchQueue::PutBack(BatchTime batch) { Running(batch)->is_running = false; }

void BatchQueue::Drop(BatchTime batch) { open_.erase(Running(batch)); }

std::vector<BatchTime> BatchQueue::DropQueued() {
  std::vector<BatchTime> dropped;
  std::erase_if(open_, [&dropped](const QueuedBatch& batch) {
    if (batch.is_running) return false;
    dropped.push_back(batch.time);
    return true;
  });
  return dropped;
}

int64_t BatchQueue::records() const {
  return std::accumulate(open_.begin(), open_.end(), int64_t{0},
                         [](int64_t sum, const QueuedBatch& batch) { return sum + batch.records; });
}

}  // namespace sluice
