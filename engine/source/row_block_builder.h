#ifndef SLUICE_ENGINE_SOURCE_ROW_BLOCK_BUILDER_H_
#define SLUICE_ENGINE_SOURCE_ROW_BLOCK_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "common/codec/writer.h"
#include "engine/source/sealed_block.h"

namespace sluice {

// Cuts encoded rows that come one by one into blocks. No thread, no clock.
class RowBlockBuilder {
 public:
  // Where the next row is written to, behind those that are in no block yet; then EndRow.
  Writer& rows() { return rows_; }
  // Gives a block when there are so many bytes for one.
  std::optional<SealedBlock> EndRow(size_t block_bytes);
  // Gives the rows that are in no block yet.
  std::optional<SealedBlock> Seal();
  // The same; what comes later belongs to another interval.
  std::optional<SealedBlock> SealInterval();
  // Makes a block of whole rows, after all rows that were added: seal these first.
  // `info` says all but the interval.
  SealedBlock Wrap(Buffer rows, BlockInfo info);

 private:
  Writer rows_;
  int64_t records_ = 0;
  int32_t interval_number_ = 0;
  bool interval_has_blocks_ = false;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_ROW_BLOCK_BUILDER_H_
