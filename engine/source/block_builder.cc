#include "engine/source/block_builder.h"

#include <algorithm>
#include <cstring>

#include "common/base/check.h"
#include "engine/source/count_newlines.h"

namespace sluice {
namespace {

constexpr int kSlotsForSmallerBuffer = 8;

}  // namespace

BlockBuilder::BlockBuilder(BlockBuilderOptions options, std::shared_ptr<BufferPool> pool)
    : options_(options), pool_(std::move(pool)), buffer_bytes_(options.first_buffer_bytes) {
  SLUICE_CHECK(options.first_buffer_bytes <= options.block_bytes_max);
  SLUICE_CHECK(2 * options.block_bytes_max <= options.line_bytes_max);
}

absl::Span<char> BlockBuilder::Space() {
  if (BufferIsFull()) NextBuffer();
  return {piece_.data.get() + end_, std::min(piece_.bytes - end_, options_.block_bytes_max)};
}

std::optional<SealedBlock> BlockBuilder::Commit(size_t bytes) {
  end_ += bytes;
  if (skipping_) SkipRestOfLongLine();
  return BufferIsFull() || end_ - begin_ > options_.block_bytes_max ? SealLines() : std::nullopt;
}

std::optional<SealedBlock> BlockBuilder::SealSlot() {
  std::optional<SealedBlock> block = SealLines();
  EndSlot();
  return block;
}

std::optional<SealedBlock> BlockBuilder::SealEnd() {
  DropLongFirstLine();
  std::optional<SealedBlock> block = SealUntil(end_);
  EndSlot();
  skipping_ = false;
  return block;
}

size_t BlockBuilder::DropUnfinishedLine() {
  const size_t kept = std::max(FindEndOfLines(), begin_);
  const size_t dropped = end_ - kept;
  end_ = kept;
  searched_ = std::min(searched_, end_);
  skipping_ = false;
  return dropped;
}

std::optional<SealedBlock> BlockBuilder::SealLines() {
  const size_t until = FindEndOfLines();
  DropLongFirstLine();
  return SealUntil(until);
}

std::optional<SealedBlock> BlockBuilder::SealUntil(size_t until) {
  if (until <= begin_) return std::nullopt;
  const std::string_view lines = Received(begin_, until);
  const bool last_is_unfinished = lines.back() != '\n';
  SealedBlock block{Buffer(piece_.data, lines), CountNewlines(lines) + last_is_unfinished, slot_};
  Advance(until);
  slot_has_blocks_ = true;
  return block;
}

// One past the last newline; begin_ when there is none.
size_t BlockBuilder::FindEndOfLines() {
  if (searched_ == end_) return begin_;
  const char* from = piece_.data.get() + searched_;
  const void* newline = memrchr(from, '\n', end_ - searched_);
  if (newline) return static_cast<const char*>(newline) + 1 - piece_.data.get();
  searched_ = end_;
  return begin_;
}

// Only the first line can be too long: what follows another line is at most block_bytes_max of an earlier Commit and as
// much of the last. It is measured at the seal, so that it does not matter in which pieces it came.
void BlockBuilder::DropLongFirstLine() {
  if (end_ - begin_ <= options_.line_bytes_max) return;
  const size_t newline = Received(begin_, end_).find('\n', searched_ - begin_);
  if (newline == std::string_view::npos) {
    end_ = begin_;  // The same space is used again for the rest of the line.
    Advance(begin_);
    skipping_ = true;
    ++dropped_lines_;
  } else if (newline > options_.line_bytes_max) {
    Advance(begin_ + newline + 1);
    ++dropped_lines_;
  }
}

void BlockBuilder::SkipRestOfLongLine() {
  const size_t newline = Received(begin_, end_).find('\n');
  skipping_ = newline == std::string_view::npos;
  if (skipping_) {
    end_ = begin_;
  } else {
    Advance(begin_ + newline + 1);
  }
}

void BlockBuilder::Advance(size_t begin) { begin_ = searched_ = begin; }

void BlockBuilder::EndSlot() {
  if (slot_has_blocks_) ++slot_;
  slot_has_blocks_ = false;
  ++slots_in_buffer_;
}

void BlockBuilder::NextBuffer() {
  if (piece_.data) {
    if (slots_in_buffer_ == 0) buffer_bytes_ = std::min(buffer_bytes_ * 2, options_.block_bytes_max);
    if (slots_in_buffer_ >= kSlotsForSmallerBuffer) {
      buffer_bytes_ = std::max(buffer_bytes_ / 2, options_.first_buffer_bytes);
    }
  }
  const size_t tail = end_ - begin_;
  BufferPool::Piece next = pool_->Take(std::max(buffer_bytes_, tail * 2));
  if (tail > 0) std::memcpy(next.data.get(), piece_.data.get() + begin_, tail);
  piece_ = std::move(next);
  searched_ -= begin_;
  begin_ = 0;
  end_ = tail;
  slots_in_buffer_ = 0;
}

}  // namespace sluice
