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
  static constexpr size_t kBlockBytesMax = 4 << 20;  // Only a bigger row makes a bigger block.

  // Adds what `encode(Writer&)` writes; if it throws, nothing is added. Gives a block when there is enough for one.
  template <class Encode>
  std::optional<SealedBlock> Add(const Encode& encode) {
    const size_t size = rows_.size();
    try {
      encode(rows_);
    } catch (...) {
      const std::string before(rows_.view().substr(0, size));
      rows_.Clear();
      rows_.PutBytes(before.data(), before.size());
      throw;
    }
    ++records_;
    return rows_.size() >= kBlockBytesMax ? Seal() : std::nullopt;
  }

  // Gives the rows that are in no block yet.
  std::optional<SealedBlock> Seal();
  // The same; what comes later belongs to another interval.
  std::optional<SealedBlock> SealInterval();
  // Makes a block of whole rows, after all rows that were added: seal these first.
  SealedBlock Wrap(Buffer rows, int64_t records, std::string metadata);

 private:
  Writer rows_;
  int64_t records_ = 0;
  int32_t interval_number_ = 0;
  bool interval_has_blocks_ = false;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_ROW_BLOCK_BUILDER_H_
