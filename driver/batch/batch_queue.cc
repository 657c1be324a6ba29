#include "driver/batch/batch_queue.h"

#include <utility>

#include "common/base/check.h"

namespace sluice {

void BatchQueue::Add(BatchRecord record) {
  SLUICE_CHECK(open_.empty() || open_.back().time < record.time);
  open_.push_back(std::move(record));
}

int BatchQueue::FreeLane() const {
  int lane = 0;
  auto takes_it = [&lane](const BatchRecord& record) {
    return record.state == BatchRecord::State::kRunning && record.lane == lane;
  };
  while (lane < running_max_ && std::any_of(open_.begin(), open_.end(), takes_it)) ++lane;
  return lane;
}

const BatchRecord* BatchQueue::StartNext(absl::Time now) {
  auto is_queued = [](const BatchRecord& record) { return record.state == BatchRecord::State::kQueued; };
  auto next = std::find_if(open_.begin(), open_.end(), is_queued);
  int lane = FreeLane();
  if (next == open_.end() || lane == (finished_.empty() ? 1 : running_max_)) return nullptr;
  next->state = BatchRecord::State::kRunning;
  next->lane = lane;
  next->started = now;
  return &*next;
}

std::deque<BatchRecord>::iterator BatchQueue::Running(BatchTime batch) {
  auto found =
      std::find_if(open_.begin(), open_.end(), [=](const BatchRecord& record) { return record.time == batch; });
  SLUICE_CHECK(found != open_.end() && found->state == BatchRecord::State::kRunning);
  return found;
}

void BatchQueue::PutBack(BatchTime batch) { Running(batch)->state = BatchRecord::State::kQueued; }

void BatchQueue::Drop(BatchTime batch) { open_.erase(Running(batch)); }

std::vector<BatchTime> BatchQueue::DropQueued() {
  std::vector<BatchTime> dropped;
  std::erase_if(open_, [&dropped](const BatchRecord& record) {
    if (record.state == BatchRecord::State::kRunning) return false;
    dropped.push_back(record.time);
    return true;
  });
  return dropped;
}

const BatchRecord& BatchQueue::Finish(BatchTime batch, const absl::Status& result, absl::Time now) {
  auto found = Running(batch);
  BatchRecord record = std::move(*found);
  open_.erase(found);
  record.state = result.ok() ? BatchRecord::State::kCompleted : BatchRecord::State::kFailed;
  record.error = std::string(result.message());
  record.finished = now;
  finished_.push_back(std::move(record));
  if (finished_.size() > finished_max_) finished_.pop_front();
  return finished_.back();
}

}  // namespace sluice
