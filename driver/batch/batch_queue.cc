#include "driver/batch/batch_queue.h"

#include <utility>

#include "common/base/check.h"

namespace sluice {

void BatchQueue::Add(BatchRecord record) {
  SLUICE_CHECK(open_.empty() || open_.back().time < record.time);
  open_.push_back(std::move(record));
}

std::optional<BatchTime> BatchQueue::StartNext(absl::Time now) {
  if (open_.empty() || open_.front().state == BatchRecord::State::kRunning) return std::nullopt;
  open_.front().state = BatchRecord::State::kRunning;
  open_.front().started = now;
  return open_.front().time;
}

std::vector<BatchTime> BatchQueue::DropQueued() {
  std::vector<BatchTime> dropped;
  std::erase_if(open_, [&dropped](const BatchRecord& record) {
    if (record.state == BatchRecord::State::kRunning) return false;
    dropped.push_back(record.time);
    return true;
  });
  return dropped;
}

const BatchRecord& BatchQueue::Finish(const absl::Status& result, absl::Time now) {
  SLUICE_CHECK(!open_.empty() && open_.front().state == BatchRecord::State::kRunning);
  BatchRecord record = std::move(open_.front());
  open_.pop_front();
  record.state = result.ok() ? BatchRecord::State::kCompleted : BatchRecord::State::kFailed;
  record.error = std::string(result.message());
  record.finished = now;
  finished_.push_back(std::move(record));
  if (finished_.size() > finished_max_) finished_.pop_front();
  return finished_.back();
}

}  // namespace sluice
