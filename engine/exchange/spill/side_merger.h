#ifndef SLUICE_ENGINE_EXCHANGE_SPILL_SIDE_MERGER_H_
#define SLUICE_ENGINE_EXCHANGE_SPILL_SIDE_MERGER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/exchange/spill/run_merger.h"

namespace sluice {

// The groups of several inputs of an operator, key by key: what each of them has of it.
class SideMerger {
 public:
  SideMerger(std::vector<RunMerger> sides, const RunOrder& order);
  SideMerger(SideMerger&&) noexcept;
  ~SideMerger();

  // Goes to the next key that any side has. False: there is none, or `status` says why not.
  bool NextKey();
  std::string_view key() const { return sides_[first_].key(); }  // Valid until the next key.

  // How many items a side has of this key; 0 also for one that has the key without items.
  uint64_t items(size_t side) const { return has_[side] ? sides_[side].items() : 0; }
  bool has(size_t side) const { return has_[side]; }
  // Valid until the next call for this side.
  bool NextItem(size_t side, std::string_view& item) { return has_[side] && sides_[side].NextItem(item); }

  absl::Status status() const;

 private:
  // Whether the entry of one side comes before that of another.
  bool Before(const RunMerger& a, const RunMerger& b) const;

  const RunOrder& order_;
  std::vector<RunMerger> sides_;
  std::vector<bool> ended_;
  std::vector<bool> has_;  // This key.
  size_t first_ = 0;       // A side that has it.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_SPILL_SIDE_MERGER_H_
