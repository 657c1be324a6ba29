#include "engine/exchange/spill/run_merger.h"

#include <algorithm>
#include <utility>

namespace sluice {

RunMerger::RunMerger(RunMerger&&) noexcept = default;
RunMerger::~RunMerger() = default;

RunMerger::RunMerger(std::vector<std::shared_ptr<ScratchFile>> runs, const RunOrder& order) : order_(order) {
  for (std::shared_ptr<ScratchFile>& run : runs) {
    runs_.push_back(std::make_unique<RunReader>(std::move(run)));
    current_.push_back(runs_.back().get());
    current_runs_.push_back(runs_.size() - 1);
  }
}

bool RunMerger::IsLaterRun(size_t a, size_t b) const {
  const RunReader& left = *runs_[a];
  const RunReader& right = *runs_[b];
  if (left.prefix() != right.prefix()) return left.prefix() > right.prefix();
  if (order_.Before(left.key(), right.key())) return false;
  return a > b || order_.Before(right.key(), left.key());
}

// Puts the current runs, which are done, back with their next entries.
bool RunMerger::Advance() {
  auto later = [this](size_t a, size_t b) { return IsLaterRun(a, b); };
  for (size_t run : std::exchange(current_runs_, {})) {
    if (runs_[run]->NextEntry()) {
      heap_.push_back(run);
      std::push_heap(heap_.begin(), heap_.end(), later);
    } else if (status_.ok()) {
      status_ = runs_[run]->status();
    }
  }
  current_.clear();
  reading_current_ = 0;
  items_ = 0;
  return status_.ok() && !heap_.empty();
}

bool RunMerger::Take() {
  std::pop_heap(heap_.begin(), heap_.end(), [this](size_t a, size_t b) { return IsLaterRun(a, b); });
  current_runs_.push_back(heap_.back());
  current_.push_back(runs_[heap_.back()].get());
  heap_.pop_back();
  items_ += current_.back()->items_left();
  return true;
}

bool RunMerger::NextEntry() { return Advance() && Take(); }

bool RunMerger::NextGroup() {
  if (!NextEntry()) return false;
  auto is_equal = [this](const RunReader& next) {
    return next.prefix() == prefix() && !order_.Before(key(), next.key());
  };
  while (!heap_.empty() && is_equal(*runs_[heap_.front()])) Take();
  return true;
}

bool RunMerger::NextItem(std::string_view& item) {
  for (; reading_current_ < current_.size(); ++reading_current_) {
    if (current_[reading_current_]->NextItem(item)) return true;
    if (!current_[reading_current_]->status().ok()) {
      status_ = current_[reading_current_]->status();
      return false;
    }
  }
  return false;
}

}  // namespace sluice
