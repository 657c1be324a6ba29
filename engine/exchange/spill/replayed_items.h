#ifndef SLUICE_ENGINE_EXCHANGE_SPILL_REPLAYED_ITEMS_H_
#define SLUICE_ENGINE_EXCHANGE_SPILL_REPLAYED_ITEMS_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "common/base/status.h"
#include "engine/exchange/key_arena.h"
#include "engine/exchange/spill/run_file.h"
#include "engine/task/task_memory.h"

namespace sluice {

// Some items that are read again and again: in memory if they are few, else from a file.
class ReplayedItems {
 public:
  explicit ReplayedItems(const TaskMemory& memory);
  ~ReplayedItems();

  // In place of those of before; `next(item)` gives one after the other until it returns false.
  absl::Status Fill(absl::FunctionRef<bool(std::string_view&)> next);

  // Calls `visit(item)` for each until it returns false. In memory they live until Clear, else until `visit`
  // returns.
  absl::Status ForEach(absl::FunctionRef<bool(std::string_view)> visit) const;
  bool in_memory() const { return file_ == nullptr; }
  size_t memory_bytes() const { return arena_.memory_bytes() + items_.capacity() * sizeof(std::string_view); }
  void Clear();

 private:
  absl::Status WriteFile(absl::FunctionRef<bool(std::string_view&)> next);

  const TaskMemory& memory_;
  KeyArena arena_;
  std::vector<std::string_view> items_;
  std::shared_ptr<ScratchFile> file_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_SPILL_REPLAYED_ITEMS_H_
