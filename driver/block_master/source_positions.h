#ifndef SLUICE_DRIVER_BLOCK_MASTER_SOURCE_POSITIONS_H_
#define SLUICE_DRIVER_BLOCK_MASTER_SOURCE_POSITIONS_H_

#include <cstdint>

#include "driver/block_master/block_table.h"

namespace sluice {

// How blocks of a source with positions (SourcePosition) are kept once. The blocks of one start of a receiver have
// their turn in the order in which they were stored, each when all before it are known: one whose records are stored
// already is dropped. A later start of the receiver may begin before what former ones have stored: what of that is in
// no batch yet gives way to it. What it does not begin before was safe for the source, which need not have it any more.

// Gives the blocks from `first` to before `end` of that start of the receiver their turn.
void TakeTurns(StreamId stream, Epoch epoch, int64_t first, int64_t end, BlockTable& table);

// Whether all that its receiver stored before this block is known. One without position does not wait for that.
bool HadTurn(const BlockId& id, const BlockTable& table);

// What becomes of a block that a former start of a receiver has stored, and that is told only when a later one has
// begun.
enum class LateBlock {
  kReadAgain,   // The later one has its records, or is to read them.
  kPassedOver,  // Nobody reads them again, as their source has taken them for safe: the block counts.
  kUndecided,   // The later one has stored nothing of that part of the source yet.
};
LateBlock FateOf(const BlockId& id, const SourcePosition& position, const BlockTable& table);
// It is no more of what was passed over. False: it was not.
bool TakePassedOver(const BlockId& id, const SourcePosition& position, BlockTable& table);

// Where the next start of the stream's receiver goes on: before all that has no position that is stored and there.
SafePositions ResumePositions(StreamId stream, const BlockTable& table);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_SOURCE_POSITIONS_H_
