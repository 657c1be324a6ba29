#ifndef SLUICE_WORKER_RECEIVER_RECEIVER_LEDGER_H_
#define SLUICE_WORKER_RECEIVER_RECEIVER_LEDGER_H_

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/source/block_receiver.h"
#include "worker/block/held_block.h"

namespace sluice {

// What one receiver did, in order. It comes out in the same order, and nothing before the blocks ahead of it are safe:
// so the driver never hears of a cut, a closed source or a stop ahead of the records that belong before it.
class ReceiverLedger {
 public:
  struct Cut {
    BatchKey batch;
  };
  using Fact = std::variant<HeldBlock, Cut, SourceReport>;

  void AddBlock(const HeldBlock& block) { entries_.push_back({block, /*waits=*/true}); }  // It is not safe yet.
  void Add(Cut cut) { entries_.push_back({cut, false}); }
  void Add(SourceReport report) { entries_.push_back({std::move(report), false}); }
  // It is told now, since what is ahead may wait for long because of it.
  void AddAhead(SourceReport report) { entries_.push_front({std::move(report), false}); }

  // It was found, not received.
  void AddSafe(const HeldBlock& block) { entries_.push_back({block, /*waits=*/false}); }

  // The block has its copies, or as many as it will get, and is in the log if there is one. It is told as it is by now.
  void MarkSafe(const HeldBlock& block) {
    if (Entry* entry = Find(block.id)) *entry = {block, /*waits=*/false};
  }
  // The block is not told.
  void Drop(const BlockId& id) {
    std::erase_if(entries_, [&](const Entry& entry) { return IsOf(entry, id); });
  }

  // The next one that may be told.
  std::optional<Fact> Take() {
    if (entries_.empty() || entries_.front().waits) return std::nullopt;
    Fact fact = std::move(entries_.front().fact);
    entries_.pop_front();
    return fact;
  }

 private:
  struct Entry {
    Fact fact;
    bool waits;
  };
  static bool IsOf(const Entry& entry, const BlockId& id) {
    const HeldBlock* block = std::get_if<HeldBlock>(&entry.fact);
    return block != nullptr && block->id == id;
  }
  Entry* Find(const BlockId& id) {
    for (Entry& entry : entries_) {
      if (IsOf(entry, id)) return &entry;
    }
    return nullptr;
  }

  std::deque<Entry> entries_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_RECEIVER_RECEIVER_LEDGER_H_
