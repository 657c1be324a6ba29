#include "engine/dstream/stream_timeline.h"

namespace sluice {

RunId StreamTimeline::run() const {
  MutexLock lock(&mu_);
  return run_;
}

std::optional<BatchTime> StreamTimeline::zero() const {
  MutexLock lock(&mu_);
  return zero_;
}

BatchTime StreamTimeline::start() const {
  MutexLock lock(&mu_);
  return start_;
}

BatchTime StreamTimeline::last() const {
  MutexLock lock(&mu_);
  return last_;
}

void StreamTimeline::GoOnFrom(BatchTime zero, BatchTime last_finished) {
  MutexLock lock(&mu_);
  zero_ = zero;
  start_ = last_ = done_ = last_finished;
}

void StreamTimeline::SetSideBySide(bool side_by_side) {
  MutexLock lock(&mu_);
  side_by_side_ = side_by_side;
}

// Threads that run batches side by side may come in any order.
bool StreamTimeline::IsNext(BatchTime batch) const {
  if (is_asking_) return false;
  return !zero_.has_value() || !side_by_side_ || batch.value() == last_.value() + absl::ToInt64Milliseconds(interval_);
}

void StreamTimeline::StartBefore(BatchTime batch) {
  if (zero_.has_value()) return;
  start_ = BatchTime(batch.value() - absl::ToInt64Milliseconds(interval_));
  zero_ = done_ = start_;
}

void StreamTimeline::SetFirst(BatchTime batch) {
  MutexLock lock(&mu_);
  StartBefore(batch);
}

void StreamTimeline::Begin(const BatchKey& batch, const BatchBlocks& blocks) {
  MutexLock lock(&mu_);
  changed_.Wait(mu_, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return IsNext(batch.time); });
  run_ = batch.run;
  StartBefore(batch.time);
  last_ = batch.time;
  running_[batch.time] = &blocks;
  is_asking_ = true;
}

void StreamTimeline::SetFailed(BatchTime batch) {
  MutexLock lock(&mu_);
  if (!first_failed_.has_value()) first_failed_ = batch;
}

std::optional<BatchTime> StreamTimeline::first_failed() const {
  MutexLock lock(&mu_);
  return first_failed_;
}

void StreamTimeline::SetDone(BatchTime batch) {
  MutexLock lock(&mu_);
  done_ = batch;
}

BatchTime StreamTimeline::done() const {
  MutexLock lock(&mu_);
  return done_;
}

void StreamTimeline::EndAsking() {
  MutexLock lock(&mu_);
  is_asking_ = false;
  changed_.NotifyAll();
}

void StreamTimeline::WaitToEnd(BatchTime batch) {
  MutexLock lock(&mu_);
  changed_.Wait(mu_, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return running_.begin()->first == batch; });
}

void StreamTimeline::End(BatchTime batch) {
  MutexLock lock(&mu_);
  running_.erase(batch);
  changed_.NotifyAll();
}

InputBlocks StreamTimeline::BlocksOf(BatchTime batch, InputId input) const {
  MutexLock lock(&mu_);
  auto running = running_.find(batch);
  if (running == running_.end()) return {};
  auto blocks = running->second->find(input);
  return blocks == running->second->end() ? InputBlocks() : blocks->second;
}

}  // namespace sluice
