#ifndef SLUICE_ENGINE_RDD_SHUFFLE_ENCODED_ROWS_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_ENCODED_ROWS_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rdd/shuffle/exchange.h"

namespace sluice {

// All rows of one partition, encoded: in place where they come straight from an exchange, else copied. Each has a
// place, a number that grows in the order of arrival.
template <class T>
class EncodedRows {
 public:
  // Calls `visit(place, row)` for each row, valid until it returns. Once.
  template <class Visit>
  absl::Status Read(const Op<T>& input, TaskContext& context, int partition, Visit visit) {
    auto* exchange = dynamic_cast<const ExchangeReader<T>*>(&input);
    if (exchange != nullptr) return ReadInPlace(exchange->Blocks(context, partition), context, visit);
    Writer piece;
    absl::Status status = Consume(input, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) {
        visit(Place(piece.size()), row);
        EncodeTo(piece, row);
      }
      if (piece.size() >= kPieceBytes) pieces_.push_back(piece.Finish());
      return true;
    });
    if (piece.size() != 0) pieces_.push_back(piece.Finish());
    return status;
  }

  // Where the encoding of a row starts, with all that follows it in its piece.
  std::string_view At(uint64_t place) const { return pieces_[place >> kOffsetBits].view().substr(place & kOffsetMask); }
  void LookAhead(uint64_t place) const {
    __builtin_prefetch(pieces_[place >> kOffsetBits].data() + (place & kOffsetMask));
  }

 private:
  static constexpr size_t kPieceBytes = 1 << 20;
  static constexpr int kOffsetBits = 42;  // A segment has at most 4 TiB.
  static constexpr uint64_t kOffsetMask = (uint64_t{1} << kOffsetBits) - 1;

  uint64_t Place(size_t offset) const { return uint64_t{pieces_.size()} << kOffsetBits | offset; }

  template <class Visit>
  absl::Status ReadInPlace(const std::vector<InputBlock>& blocks, TaskContext& context, Visit visit) {
    T row{};
    for (const InputBlock& block : blocks) {
      Buffer segment = Contiguous(block.data);
      int64_t rows = 0;
      for (Reader in(segment.view()); !in.AtEnd(); ++rows) {
        if (rows % kChunkRows == 0 && context.cancelled()) return absl::CancelledError("the task was cancelled");
        const size_t offset = segment.size() - in.remaining();
        if (!DecodeFrom(in, row)) return DamagedBlock(block.id, segment.size());
        visit(Place(offset), row);
      }
      context.CountRead(rows);
      pieces_.push_back(std::move(segment));
    }
    return absl::OkStatus();
  }

  Buffers pieces_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_ENCODED_ROWS_H_
