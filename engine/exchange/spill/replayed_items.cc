#include "engine/exchange/spill/replayed_items.h"

#include <algorithm>

#include "engine/exchange/spill/scratch_space.h"

namespace sluice {
namespace {

constexpr int64_t kMemoryBytesMin = 16 << 10;
constexpr size_t kChunkBytes = 256 << 10;

}  // namespace

ReplayedItems::ReplayedItems(const TaskMemory& memory) : memory_(memory) {}
ReplayedItems::~ReplayedItems() = default;

absl::Status ReplayedItems::Fill(absl::FunctionRef<bool(std::string_view&)> next) {
  file_ = nullptr;
  items_.clear();
  const auto max = static_cast<size_t>(std::max(memory_.budget / 4, kMemoryBytesMin)) + memory_bytes();
  for (std::string_view item; next(item);) {
    items_.push_back(arena_.CopyOf(item));
    if (memory_bytes() > max) return WriteFile(next);
  }
  return absl::OkStatus();
}

// One entry for each item: nobody knows yet how many they are.
absl::Status ReplayedItems::WriteFile(absl::FunctionRef<bool(std::string_view&)> next) {
  SLUICE_ASSIGN_OR_RETURN(file_, memory_.scratch->Open());
  RunWriter writer(file_, kChunkBytes);
  for (std::string_view item : items_) writer.Entry(0, item, 0);
  std::vector<std::string_view>().swap(items_);
  for (std::string_view item; writer.status().ok() && next(item);) writer.Entry(0, item, 0);
  return writer.Finish();
}

void ReplayedItems::Clear() {
  file_ = nullptr;
  std::vector<std::string_view>().swap(items_);
  arena_ = {};
}

absl::Status ReplayedItems::ForEach(absl::FunctionRef<bool(std::string_view)> visit) const {
  if (in_memory()) {
    (void)std::all_of(items_.begin(), items_.end(), visit);
    return absl::OkStatus();
  }
  RunReader reader(file_);
  while (reader.NextEntry() && visit(reader.key())) {
  }
  return reader.status();
}

}  // namespace sluice
