#include "engine/dstream/stream_node.h"

#include <algorithm>
#include <utility>

#include "common/base/str_cat.h"
#include "engine/dstream/retention.h"
#include "engine/dstream/state_identity.h"
#include "engine/dstream/stream_error.h"
#include "engine/dstream/stream_timeline.h"

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

StreamError BatchForgotten(const std::string& stream, BatchTime batch) {
  return StreamError(absl::NotFoundError(
      StrCat("batch ", batch.value(), " ms of stream \"", stream,
             "\" is over and not kept any more (remember() of the context keeps batches for longer)")));
}

StreamError StateGone(const std::string& stream, BatchTime batch) {
  return StreamError(absl::DataLossError(
      StrCat("the state of stream \"", stream, "\" after batch ", batch.value(),
             " ms is gone, of which the checkpoint says that it was there; bring its folder back, or begin anew in an "
             "empty checkpoint directory")));
}

}  // namespace

StreamNode::StreamNode(std::shared_ptr<StreamTimeline> timeline, StreamSpec spec)
    : timeline_(std::move(timeline)),
      spec_(std::move(spec)),
      identity_(std::make_unique<StateIdentity>()),
      is_received_(spec_.input.is_received),
      foresees_(!spec_.input.arrives && !spec_.state.has_value()),
      retention_(std::make_unique<Retention>()) {
  for (const auto& parent : spec_.parents) {
    parent->Remember(spec_.looks_back);
    depth_ = std::max(depth_, parent->depth_ + 1);
    is_received_ = is_received_ || parent->is_received_;
    foresees_ = foresees_ && parent->foresees_;
  }
}

StreamNode::~StreamNode() = default;

bool StreamNode::HasRddAt(BatchTime batch) const {
  const std::optional<BatchTime> zero = timeline_->zero();
  return zero.has_value() && batch > *zero && (batch.value() - zero->value()) % Millis(spec_.slide) == 0;
}

BatchKey StreamNode::KeyOf(BatchTime batch) const { return {timeline_->run(), batch}; }

BatchTime StreamNode::zero() const { return *timeline_->zero(); }

Rdd StreamNode::Get(BatchTime batch) {
  TurnLock turn(&timeline_->turn());
  if (!HasRddAt(batch)) return nullptr;
  if (const Rdd* made = retention_->Find(batch)) return *made;
  if (spec_.state.has_value()) {
    if (!made_until_.has_value()) made_until_ = RoundDown(timeline_->start(), spec_.slide, zero());
    for (BatchTime next = After(*made_until_, spec_.slide); next < batch; next = After(next, spec_.slide)) Make(next);
  }
  return Make(batch);
}

Rdd StreamNode::Make(BatchTime batch) {
  // Asked once more it would have nothing: its blocks are those of the batch that runs.
  const bool was_made = made_until_.has_value() && batch <= *made_until_ && batch > timeline_->start();
  if (was_made && spec_.input.is_received) throw BatchForgotten(spec_.name, batch);
  const bool is_of_former_run = batch <= timeline_->start();
  const bool is_state = is_of_former_run && SavesState();
  Rdd rdd = is_state           ? LoadState(batch)
            : is_of_former_run ? StreamError::ValueOrThrow(retention_->LoadSaved(batch))
                               : nullptr;
  if (rdd == nullptr && !is_state) rdd = spec_.compute(batch);
  const Rdd& made = retention_->Put(batch, std::move(rdd));
  if (!made_until_.has_value() || *made_until_ < batch) made_until_ = batch;
  if (batch > timeline_->start()) retention_->SaveFirst(batch, made);
  return made;
}

// It cannot be computed again: that would go back to the first batch.
Rdd StreamNode::LoadState(BatchTime batch) const {
  if (StreamError::ValueOrThrow(retention_->IsSaved(batch))) {
    return StreamError::ValueOrThrow(retention_->LoadSaved(batch));
  }
  if (batch < timeline_->start()) throw BatchForgotten(spec_.name, batch);
  throw StateGone(spec_.name, batch);
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
  if (!retention_->Remember(duration)) return;
  for (const auto& parent : spec_.parents) parent->Remember(duration + spec_.looks_back);
}

void StreamNode::SetUsed() {
  if (std::exchange(used_, true)) return;
  for (const auto& parent : spec_.parents) parent->SetUsed();
}

void StreamNode::RememberInputs(absl::Duration duration) {
  constexpr absl::Duration kCheckpointLeast = absl::Seconds(10);
  std::optional<absl::Duration> checkpoint = checkpoint_interval_;
  if (spec_.state.has_value() && !checkpoint) checkpoint = absl::Ceil(kCheckpointLeast, spec_.slide);
  duration = std::max(duration, checkpoint ? std::max(spec_.slide, 2 * *checkpoint) : spec_.slide);
  if (!retention_->RememberInput(duration)) return;
  for (const auto& parent : spec_.parents) parent->RememberInputs(duration + spec_.parents_window);
}

void StreamNode::SetCheckpointInterval(absl::Duration interval) {
  if (spec_.checkpoints_parent) return spec_.parents[0]->SetCheckpointInterval(interval);
  checkpoint_interval_ = interval;
}

absl::Status StreamNode::SaveIn(const SavedIn& where, bool has_saved) {
  const bool is_saved = is_received_ || (spec_.state.has_value() && spec_.state->is_rdds);
  return is_saved ? retention_->SaveIn(where, has_saved) : absl::OkStatus();
}

bool StreamNode::SavesState() const {
  return used_ && spec_.state.has_value() && spec_.state->is_rdds && retention_->saves();
}

bool StreamNode::SetUid(const std::string& uid) {
  if (!spec_.state.has_value()) return spec_.parents.size() == 1 && spec_.parents[0]->SetUid(uid);
  if (!identity_->SetUid(uid)) return false;
  if (spec_.looks_back > absl::ZeroDuration()) spec_.parents[0]->retention_->SetSavedName(identity_->name());
  return true;
}

std::optional<BatchTime> StreamNode::first_failed() const { return timeline_->first_failed(); }

void StreamNode::Save(BatchTime batch, BatchTime kept) {
  if (!retention_->saves()) return;
  const Rdd rdd = Get(batch);
  if (rdd != nullptr || (SavesState() && HasRddAt(batch))) retention_->Save(batch, rdd);
  retention_->RemoveSaved(kept, spec_.slide);
}

void StreamNode::ForgetAfter(BatchTime batch) {
  TurnLock turn(&timeline_->turn());
  retention_->ForgetAfter(batch);
}

}  // namespace sluice
