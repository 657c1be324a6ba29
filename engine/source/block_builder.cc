#include "engine/source/block_builder.h"

#include <algorithm>
#include <cstring>

#include "common/base/check.h"
#include "engine/source/count_newlines.h"

namespace sluice {
namespace {

constexpr int kIntervalsForSmallerBuffer = 8;

}  // namespace

BlockBuilder::BlockBuilder(BlockBuilderOptions options, std::shared_ptr<BufferPool> pool)
    : options_(options), pool_(std::move(pool)), next_buffer_bytes_(options.first_buffer_bytes) {
  SLUICE_CHECK(options.first_buffer_bytes <= options.block_bytes_max);
  SLUICE_CHECK(2 * options.block_bytes_max <= options.line_bytes_max);
}

absl::Span<char> BlockBuilder::Space() {
  if (BufferIsFull()) NextBuffer();
  return {piece_.data.get() + received_end_, std::min(piece_.bytes - received_end_, options_.block_bytes_max)};
}

std::optional<SealedBlock> BlockBuilder::Commit(size_t bytes) {
  received_end_ += bytes;
  if (skipping_) SkipRestOfLongLine();
  return BufferIsFull() || received_end_ - unsealed_begin_ > options_.block_bytes_max ? SealLines() : std::nullopt;
}

std::optional<SealedBlock> BlockBuilder::SealInterval() {
  std::optional<SealedBlock> block = SealLines();
  EndInterval();
  return block;
}

std::optional<SealedBlock> BlockBuilder::SealEnd() {
  DropLongFirstLine();
  std::optional<SealedBlock> block = SealUntil(received_end_);
  EndInterval();
  skipping_ = false;
  return block;
}

size_t BlockBuilder::DropUnfinishedLine() {
  const size_t kept = std::max(FindEndOfLines(), unsealed_begin_);
  const size_t dropped = received_end_ - kept;
  received_end_ = kept;
  searched_ = std::min(searched_, received_end_);
  skipping_ = false;
  return dropped;
}

std::optional<SealedBlock> BlockBuilder::SealLines() {
  const size_t until = FindEndOfLines();
  DropLongFirstLine();
  return SealUntil(until);
}

std::optional<SealedBlock> BlockBuilder::SealUntil(size_t until) {
  if (until <= unsealed_begin_) return std::nullopt;
  const std::string_view lines = Received(unsealed_begin_, until);
  const bool last_is_unfinished = lines.back() != '\n';
  SealedBlock block{Buffer(piece_.data, lines),
                    {.records = CountNewlines(lines) + last_is_unfinished, .interval_number = interval_number_}};
  Advance(until);
  interval_has_blocks_ = true;
  return block;
}

// One past the last newline; unsealed_begin_ when there is none.
size_t BlockBuilder::FindEndOfLines() {
  if (searched_ == received_end_) return unsealed_begin_;
  const char* from = piece_.data.get() + searched_;
  const void* newline = memrchr(from, '\n', received_end_ - searched_);
  if (newline) return static_cast<const char*>(newline) + 1 - piece_.data.get();
  searched_ = received_end_;
  return unsealed_begin_;
}

// Only the first line can be too long: what follows another line is at most block_bytes_max of an earlier Commit and as
// much of the last. It is measured at the seal, so that it does not matter in which pieces it came.
void BlockBuilder::DropLongFirstLine() {
  if (received_end_ - unsealed_begin_ <= options_.line_bytes_max) return;
  const size_t newline = Received(unsealed_begin_, received_end_).find('\n', searched_ - unsealed_begin_);
  if (newline == std::string_view::npos) {
    received_end_ = unsealed_begin_;  // The same space is used again for the rest of the line.
    Advance(unsealed_begin_);
    skipping_ = true;
    ++dropped_lines_;
  } else if (newline > options_.line_bytes_max) {
    Advance(unsealed_begin_ + newline + 1);
    ++dropped_lines_;
  }
}

void BlockBuilder::SkipRestOfLongLine() {
  const size_t newline = Received(unsealed_begin_, received_end_).find('\n');
  skipping_ = newline == std::string_view::npos;
  if (skipping_) {
    received_end_ = unsealed_begin_;
  } else {
    Advance(unsealed_begin_ + newline + 1);
  }
}

void BlockBuilder::Advance(size_t begin) { unsealed_begin_ = searched_ = begin; }

void BlockBuilder::EndInterval() {
  if (interval_has_blocks_) ++interval_number_;
  interval_has_blocks_ = false;
  ++intervals_in_buffer_;
}

void BlockBuilder::NextBuffer() {
  if (piece_.data) {
    if (intervals_in_buffer_ == 0) next_buffer_bytes_ = std::min(next_buffer_bytes_ * 2, options_.block_bytes_max);
    if (intervals_in_buffer_ >= kIntervalsForSmallerBuffer) {
      next_buffer_bytes_ = std::max(next_buffer_bytes_ / 2, options_.first_buffer_bytes);
    }
  }
  const size_t tail = received_end_ - unsealed_begin_;
  BufferPool::Piece next = pool_->Take(std::max(next_buffer_bytes_, tail * 2));
  if (tail > 0) std::memcpy(next.data.get(), piece_.data.get() + unsealed_begin_, tail);
  piece_ = std::move(next);
  searched_ -= unsealed_begin_;
  unsealed_begin_ = 0;
  received_end_ = tail;
  intervals_in_buffer_ = 0;
}

}  // namespace sluice
