#ifndef SLUICE_ENGINE_SOURCE_BLOCK_BUILDER_H_
#define SLUICE_ENGINE_SOURCE_BLOCK_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "engine/source/buffer_pool.h"
#include "engine/source/sealed_block.h"

namespace sluice {

struct BlockBuilderOptions {
  size_t first_buffer_bytes = 64 << 10;  // Doubles while buffers fill up within a interval.
  size_t block_bytes_max = 4 << 20;      // Only a single longer line makes a bigger block.
  size_t line_bytes_max = 16 << 20;      // A longer line is dropped. At least twice block_bytes_max.
};

// Cuts a stream of bytes into blocks of whole lines. The bytes stay where they were received; only an unfinished line
// moves when its buffer is full. No thread, no clock, no system call.
class BlockBuilder {
 public:
  BlockBuilder(BlockBuilderOptions options, std::shared_ptr<BufferPool> pool);

  // Where the next bytes go; never empty, gone with the next call of anything here.
  absl::Span<char> Space();
  // `bytes` of Space() have been filled in. Gives a block when there is enough for one.
  std::optional<SealedBlock> Commit(size_t bytes);

  // Ends the interval: gives the whole lines that are in no block yet; what comes later belongs to another interval.
  std::optional<SealedBlock> SealInterval();
  // The same when the source has ended: a last line counts without its newline.
  std::optional<SealedBlock> SealEnd();
  // Forgets the unfinished line of a source that broke off; returns its bytes.
  size_t DropUnfinishedLine();

  bool empty() const { return unsealed_begin_ == received_end_; }
  int64_t dropped_lines() const { return dropped_lines_; }

 private:
  std::optional<SealedBlock> SealLines();
  std::optional<SealedBlock> SealUntil(size_t until);
  size_t FindEndOfLines();
  void SkipRestOfLongLine();
  void DropLongFirstLine();
  void Advance(size_t begin);
  void EndInterval();
  void NextBuffer();
  bool BufferIsFull() const { return piece_.bytes - received_end_ <= piece_.bytes / 64; }
  std::string_view Received(size_t from, size_t to) const { return {piece_.data.get() + from, to - from}; }

  const BlockBuilderOptions options_;
  const std::shared_ptr<BufferPool> pool_;

  BufferPool::Piece piece_;
  size_t unsealed_begin_ = 0;
  size_t searched_ = 0;  // No newline from unsealed_begin_ to here.
  size_t received_end_ = 0;
  bool skipping_ = false;  // The line it is in is dropped.

  size_t next_buffer_bytes_;
  int intervals_in_buffer_ = 0;  // Ended since this buffer was taken.
  bool interval_has_blocks_ = false;
  int32_t interval_number_ = 0;
  int64_t dropped_lines_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_BLOCK_BUILDER_H_
