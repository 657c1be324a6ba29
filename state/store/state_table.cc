#include "state/store/state_table.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr size_t kChangedMin = 64;

}  // namespace

void StateTable::Clear() {
  index_.Clear();
  arena_.Clear();
  changed_.clear();
  hand_ = 0;
}

StateCell& StateTable::Add(const KeyImage& key, uint32_t tag) {
  StateCell& cell = arena_.Add(key);
  cell.Add(StateCell::kUsed);
  index_.Add(tag, cell.number());
  changed_.push_back(cell.number());
  return cell;
}

void StateTable::Place(StateEntry& entry, std::string_view value) {
  arena_.SetValue(CellOf(entry), value);
  CellOf(entry).Add(StateCell::kCold);
}

void StateTable::Remove(StateEntry& entry) {
  if (!entry.exists()) return;
  MarkChanged(CellOf(entry));
  arena_.DropValue(CellOf(entry));
}

void StateTable::Erase(StateEntry& entry) {
  index_.Erase(TagOf(CellOf(entry).image()), entry.number());
  arena_.Erase(CellOf(entry));
}

// Leaves out the numbers of erased entries, if they are many.
void StateTable::CompactChanged() {
  if (changed_.size() <= 2 * size() + kChangedMin) return;
  std::sort(changed_.begin(), changed_.end());
  changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
  std::erase_if(changed_, [this](uint32_t number) {
    const StateEntry* entry = Get(number);
    return entry == nullptr || (entry->exists() && !changed(*entry));
  });
  changed_.shrink_to_fit();
}

void StateTable::Compact() {
  CompactChanged();
  index_.Compact();
  arena_.Compact();
}

bool StateTable::AddOverCold(const KeyImage& key, uint32_t tag) {
  if (NumberOf(key, tag) != StateIndex::kNone) return false;
  Add(key, tag).Add(StateCell::kCold);
  return true;
}

int StateTable::NextUnused(absl::Span<StateEntry*> entries) {
  const size_t most = std::min(entries.size(), size());
  size_t found = 0;
  while (found < most) {
    if (hand_ >= end()) hand_ = 0;
    StateCell* cell = arena_.Get(hand_++);
    if (cell == nullptr) continue;
    if (cell->has(StateCell::kUsed)) {  // The next round takes it.
      cell->Drop(StateCell::kUsed);
      continue;
    }
    cell->Add(StateCell::kUsed);  // So that it is not given twice at a time.
    index_.Prefetch(TagOf(cell->image()));
    entries[found++] = cell;
  }
  return static_cast<int>(found);
}

}  // namespace sluice
