#include "engine/exchange/spill/side_merger.h"

#include <utility>

namespace sluice {

SideMerger::SideMerger(std::vector<RunMerger> sides, const RunOrder& order)
    : order_(order), sides_(std::move(sides)), ended_(sides_.size(), false), has_(sides_.size(), true) {}

SideMerger::SideMerger(SideMerger&&) noexcept = default;
SideMerger::~SideMerger() = default;

bool SideMerger::Before(const RunMerger& a, const RunMerger& b) const {
  if (a.prefix() != b.prefix()) return a.prefix() < b.prefix();
  return order_.Before(a.key(), b.key());
}

bool SideMerger::NextKey() {
  for (size_t i = 0; i < sides_.size(); ++i) {
    if (!ended_[i] && has_[i]) ended_[i] = !sides_[i].NextGroup();
    if (!sides_[i].status().ok()) return false;
  }
  first_ = sides_.size();
  for (size_t i = 0; i < sides_.size(); ++i) {
    if (!ended_[i] && (first_ == sides_.size() || Before(sides_[i], sides_[first_]))) first_ = i;
  }
  if (first_ == sides_.size()) return false;
  for (size_t i = 0; i < sides_.size(); ++i) has_[i] = !ended_[i] && !Before(sides_[first_], sides_[i]);
  return true;
}

absl::Status SideMerger::status() const {
  absl::Status status;
  for (const RunMerger& side : sides_) status.Update(side.status());
  return status;
}

}  // namespace sluice
