#include "engine/dstream/retention.h"

namespace sluice {
namespace {

BatchTime Before(BatchTime batch, absl::Duration duration) {
  return BatchTime(batch.value() - absl::ToInt64Milliseconds(duration));
}

bool Raise(absl::Duration& longest, absl::Duration duration) {
  if (duration <= longest) return false;
  longest = duration;
  return true;
}

}  // namespace

bool Retention::Remember(absl::Duration duration) { return Raise(remember_, duration); }
bool Retention::RememberInput(absl::Duration duration) { return Raise(remember_input_, duration); }

const Rdd& Retention::Put(BatchTime batch, Rdd rdd) {
  if (rdd != nullptr && keep_) rdd = keep_(std::move(rdd));
  return rdds_[batch] = std::move(rdd);
}

const Rdd* Retention::Find(BatchTime batch) const {
  auto found = rdds_.find(batch);
  return found == rdds_.end() ? nullptr : &found->second;
}

void Retention::ForgetAfter(BatchTime batch) {
  rdds_.erase(rdds_.begin(), rdds_.upper_bound(Before(batch, remember_)));
}

void Retention::SaveIn(const SavedIn& where) {
  if (files_.save) saved_.emplace(where, files_);
}

void Retention::Save(BatchTime batch, const Rdd& rdd) {
  if (rdd != nullptr) saved_->Save(batch, rdd);
}

void Retention::RemoveSaved(BatchTime batch, absl::Duration slide) const {
  saved_->RemoveOld(Before(batch, remember_), slide);
}

}  // namespace sluice
