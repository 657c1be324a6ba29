#include "engine/source/row_block_builder.h"

#include <utility>

namespace sluice {

std::optional<SealedBlock> RowBlockBuilder::EndRow(size_t block_bytes) {
  ++records_;
  return rows_.size() >= block_bytes ? Seal() : std::nullopt;
}

std::optional<SealedBlock> RowBlockBuilder::Seal() {
  if (records_ == 0) return std::nullopt;
  interval_has_blocks_ = true;
  return SealedBlock{rows_.Finish(), {.records = std::exchange(records_, 0), .interval_number = interval_number_}};
}

std::optional<SealedBlock> RowBlockBuilder::SealInterval() {
  std::optional<SealedBlock> block = Seal();
  if (std::exchange(interval_has_blocks_, false)) ++interval_number_;
  return block;
}

SealedBlock RowBlockBuilder::Wrap(Buffer rows, BlockInfo info) {
  interval_has_blocks_ = true;
  info.interval_number = interval_number_;
  return {std::move(rows), std::move(info)};
}

}  // namespace sluice
