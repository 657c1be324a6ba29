#include "engine/dstream/stream_node.h"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

int64_t Millis(absl::Duration duration) { return absl::ToInt64Milliseconds(duration); }
BatchTime After(BatchTime batch, absl::Duration duration) { return BatchTime(batch.value() + Millis(duration)); }
BatchTime Before(BatchTime batch, absl::Duration duration) { return BatchTime(batch.value() - Millis(duration)); }

// The latest time not after `time` that is a multiple of `slide` after `zero`.
BatchTime RoundDown(BatchTime time, absl::Duration slide, BatchTime zero) {
  int64_t offset = time.value() - zero.value();
  int64_t rest = offset % Millis(slide);
  return BatchTime(time.value() - (rest < 0 ? rest + Millis(slide) : rest));
}

}  // namespace

StreamNode::StreamNode(std::shared_ptr<StreamTimeline> timeline, StreamSpec spec)
    : timeline_(std::move(timeline)), spec_(std::move(spec)), foresees_(!spec_.arrives && !spec_.in_order) {
  for (const auto& parent : spec_.parents) {
    parent->Remember(spec_.looks_back);
    depth_ = std::max(depth_, parent->depth_ + 1);
    received_ = received_ || parent->received_;
    foresees_ = foresees_ && parent->foresees_;
  }
}

bool StreamNode::HasRddAt(BatchTime batch) const {
  const std::optional<BatchTime> zero = timeline_->zero();
  return zero.has_value() && batch > *zero && (batch.value() - zero->value()) % Millis(spec_.slide) == 0;
}

Rdd StreamNode::Get(BatchTime batch) {
  TurnLock turn(&timeline_->turn());
  if (!HasRddAt(batch)) return nullptr;
  if (auto found = rdds_.find(batch); found != rdds_.end()) return found->second;
  if (spec_.in_order) {
    if (!made_until_.has_value()) made_until_ = RoundDown(timeline_->start(), spec_.slide, zero());
    for (BatchTime next = After(*made_until_, spec_.slide); next < batch; next = After(next, spec_.slide)) Make(next);
  }
  return Make(batch);
}

Rdd StreamNode::Make(BatchTime batch) {
  Rdd rdd = saved_.has_value() && batch <= timeline_->start() ? saved_->Load(batch) : nullptr;
  if (rdd == nullptr) rdd = spec_.compute(batch);
  if (rdd != nullptr && keep_) rdd = keep_(std::move(rdd));
  if (!made_until_.has_value() || *made_until_ < batch) made_until_ = batch;
  return rdds_[batch] = std::move(rdd);
}

std::vector<Rdd> StreamNode::GetWindow(BatchTime to, absl::Duration length) {
  TurnLock turn(&timeline_->turn());
  std::vector<Rdd> window;
  const std::optional<BatchTime> zero = timeline_->zero();
  if (!zero.has_value()) return window;
  const BatchTime start = std::max(Before(to, length), *zero);
  for (BatchTime batch = After(RoundDown(start, spec_.slide, *zero), spec_.slide); batch <= to;
       batch = After(batch, spec_.slide)) {
    if (Rdd rdd = Get(batch)) window.push_back(std::move(rdd));
  }
  return window;
}

std::optional<std::vector<std::pair<BatchTime, Rdd>>> StreamNode::Slice(BatchTime from, BatchTime to) {
  TurnLock turn(&timeline_->turn());
  const std::optional<BatchTime> zero = timeline_->zero();
  if (!zero.has_value()) return std::nullopt;
  std::vector<std::pair<BatchTime, Rdd>> slice;
  BatchTime last = RoundDown(foresees_ ? to : std::min(to, timeline_->last()), spec_.slide, *zero);
  for (BatchTime batch = RoundDown(std::max(from, *zero), spec_.slide, *zero); batch <= last;
       batch = After(batch, spec_.slide)) {
    if (Rdd rdd = Get(batch)) slice.emplace_back(batch, std::move(rdd));
  }
  return slice;
}

void StreamNode::Remember(absl::Duration duration) {
  if (duration <= remember_) return;
  remember_ = duration;
  for (const auto& parent : spec_.parents) parent->Remember(remember_ + spec_.looks_back);
}

void StreamNode::SetUsed() {
  if (std::exchange(used_, true)) return;
  for (const auto& parent : spec_.parents) parent->SetUsed();
}

void StreamNode::RememberInputs(absl::Duration duration) {
  constexpr absl::Duration kCheckpointLeast = absl::Seconds(10);
  std::optional<absl::Duration> checkpoint = checkpoint_interval_;
  if (spec_.needs_checkpoint && !checkpoint) checkpoint = absl::Ceil(kCheckpointLeast, spec_.slide);
  duration = std::max(duration, checkpoint ? std::max(spec_.slide, 2 * *checkpoint) : spec_.slide);
  if (duration <= remember_input_) return;
  remember_input_ = duration;
  for (const auto& parent : spec_.parents) parent->RememberInputs(duration + spec_.window);
}

void StreamNode::SetCheckpointInterval(absl::Duration interval) {
  if (spec_.checkpoints_parent) return spec_.parents[0]->SetCheckpointInterval(interval);
  checkpoint_interval_ = interval;
}

void StreamNode::SaveIn(const std::string& folder) {
  if (received_ && files_.save) saved_.emplace(folder, files_);
}

bool StreamNode::SetUid(const std::string& uid) {
  if (has_uid_) return false;
  if (!spec_.needs_checkpoint) return spec_.parents.size() == 1 && spec_.parents[0]->SetUid(uid);
  has_uid_ = true;
  state_name_ = "uid-" + uid;
  if (spec_.looks_back > absl::ZeroDuration()) spec_.parents[0]->saved_name_ = state_name_;
  return true;
}

void StreamNode::Save(BatchTime batch) {
  if (!saved_.has_value()) return;
  if (Rdd rdd = Get(batch)) saved_->Save(batch, rdd);
  saved_->RemoveOld(Before(batch, remember_), spec_.slide);
}

void StreamNode::ForgetAfter(BatchTime batch) {
  TurnLock turn(&timeline_->turn());
  rdds_.erase(rdds_.begin(), rdds_.upper_bound(Before(batch, remember_)));
}

}  // namespace sluice
