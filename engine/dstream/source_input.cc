#include "engine/dstream/source_input.h"

#include <algorithm>
#include <cstdint>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "engine/dstream/stream_error.h"

namespace sluice {
namespace {

struct SavedSource {
  std::string begin;
  std::vector<std::pair<int64_t, std::string>> steps;  // (batch, until)
  std::string source;
};

}  // namespace

Rdd SourceInput::RddOf(BatchTime batch) { return StreamError::ValueOrThrow(Ask(batch)); }

absl::StatusOr<Rdd> SourceInput::Ask(BatchTime batch) {
  if (StepOf(batch) == steps_.end()) SLUICE_RETURN_IF_ERROR(AddStep(batch));
  auto step = StepOf(batch);
  const Offset& after = step == steps_.begin() ? *begin_ : std::prev(step)->until;
  SLUICE_ASSIGN_OR_RETURN(PlannedRange planned, source_->Plan({after, step->until}));
  step->contents = {std::move(planned.metadata), planned.row_count};
  return std::move(planned.rows);
}

absl::Status SourceInput::AddStep(BatchTime batch) {
  if (!begin_.has_value()) {
    SLUICE_ASSIGN_OR_RETURN(begin_, source_->Initial());
  }
  if (arrives() && committed_.has_value() && batch <= *committed_) {
    return absl::NotFoundError(StrCat("batch ", batch.value(),
                                      " ms is over and not kept any more (remember() of the context keeps batches for "
                                      "longer)"));
  }
  Offset until = steps_.empty() ? *begin_ : steps_.back().until;
  if (!IsPast(batch)) {
    ReadLimit limit{.until = absl::FromUnixMillis(batch.value())};
    if (const int64_t rows_max = rows_max_; rows_max > 0) limit.rows_max = rows_max;
    SLUICE_ASSIGN_OR_RETURN(until, source_->Latest(until, limit));
  }
  steps_.push_back({.batch = batch, .until = std::move(until)});
  return absl::OkStatus();
}

// What has arrived since belongs to the batches that come.
bool SourceInput::IsPast(BatchTime batch) const {
  return arrives() && std::any_of(steps_.begin(), steps_.end(), [=](const Step& step) { return step.batch > batch; });
}

std::deque<SourceInput::Step>::iterator SourceInput::StepOf(BatchTime batch) {
  return std::find_if(steps_.begin(), steps_.end(), [=](const Step& step) { return step.batch == batch; });
}

SourceInput::Contents SourceInput::ContentsOf(BatchTime batch) const {
  for (const Step& step : steps_) {
    if (step.batch == batch) return step.contents;
  }
  return {};
}

absl::Status SourceInput::Commit(BatchTime until) {
  // Batches may have been asked for in another order than that of their times.
  auto kept = std::find_if(steps_.begin(), steps_.end(), [=](const Step& step) { return step.batch > until; });
  if (kept == steps_.begin()) return absl::OkStatus();
  begin_ = std::prev(kept)->until;
  steps_.erase(steps_.begin(), kept);
  committed_ = until;
  return source_->Commit(*begin_);
}

std::string SourceInput::Save() const {
  SavedSource saved{.begin = begin_.value_or(Offset()).text, .source = source_->Save()};
  for (const Step& step : steps_) saved.steps.emplace_back(step.batch.value(), step.until.text);
  return Encode(saved);
}

absl::Status SourceInput::Restore(std::string_view bytes) {
  SavedSource saved;
  if (!Decode(bytes, saved)) return absl::DataLossError("what was saved of a source cannot be decoded");
  SLUICE_RETURN_IF_ERROR(source_->Restore(saved.source));
  if (saved.steps.empty()) return absl::OkStatus();
  begin_ = Offset{std::move(saved.begin)};
  steps_.clear();
  for (auto& [batch, until] : saved.steps) steps_.push_back({.batch = BatchTime(batch), .until = {std::move(until)}});
  return absl::OkStatus();
}

}  // namespace sluice
