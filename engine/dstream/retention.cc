#include "engine/dstream/retention.h"

#include "common/base/status.h"
#include "engine/dstream/stream_error.h"
#include "engine/lineage/rdd_cell.h"

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

absl::Status Retention::SaveIn(const SavedIn& where, bool has_saved) {
  if (!files_.save) return absl::OkStatus();
  saved_.emplace(where, files_);
  SLUICE_ASSIGN_OR_RETURN(const std::optional<BatchTime> newest, saved_->Newest());
  has_saved_ = newest.has_value();
  if (has_saved_ || !has_saved) return absl::OkStatus();
  return absl::DataLossError(
      StrCat("the batches that a former run has saved are gone, of which the checkpoint says that "
             "they were there: no such folder: ",
             where.folder, "; bring it back, or begin anew in an empty checkpoint directory"));
}

void Retention::Save(BatchTime batch, const Rdd& rdd) {
  const bool was_saved = saved_until_.has_value() && batch <= *saved_until_;
  if (was_saved) return;
  saved_->Save(batch, rdd);
  has_saved_ = true;
  saved_until_ = batch;
}

void Retention::SaveFirst(BatchTime batch, const Rdd& rdd) {
  if (!saves() || !keep_saved_ || rdd == nullptr) return;
  keep_saved_(rdd);
  Save(batch, rdd);
  if (Rdd saved = StreamError::ValueOrThrow(saved_->Load(batch))) rdd->cell->Cut(std::move(saved));
}

void Retention::RemoveSaved(BatchTime batch, absl::Duration slide) const {
  saved_->RemoveOld(Before(batch, remember_), slide);
}

}  // namespace sluice
