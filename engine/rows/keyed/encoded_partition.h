#ifndef SLUICE_ENGINE_ROWS_KEYED_ENCODED_PARTITION_H_
#define SLUICE_ENGINE_ROWS_KEYED_ENCODED_PARTITION_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/exchange/row_pieces.h"
#include "engine/rows/exchange.h"

namespace sluice {

// All rows of one partition, encoded: in place where they come straight from an exchange, else copied. Each has a
// place, a number that grows in the order of arrival.
template <class T>
class EncodedPartition {
 public:
  // Calls `visit(place, row)` for each row, valid until it returns, and after some rows `make_room()`, which may Clear
  // this and gives a status. Once.
  template <class Visit, class MakeRoom>
  absl::Status Read(const Op<T>& input, TaskContext& context, int partition, Visit visit, MakeRoom make_room) {
    auto* exchange = dynamic_cast<const ExchangeReader<T>*>(&input);
    if (exchange != nullptr) return ReadInPlace(exchange->Blocks(context, partition), context, visit, make_room);
    absl::Status made;
    absl::Status read = Consume(input, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) {
        visit(Place(pieces_.size(), unfilled_piece_.size()), row);
        EncodeTo(unfilled_piece_, row);
      }
      copied_bytes_ += unfilled_piece_.size() >= kPieceBytes ? unfilled_piece_.size() : 0;
      if (unfilled_piece_.size() >= kPieceBytes) pieces_.push_back(unfilled_piece_.Finish());
      made = make_room();
      return made.ok();
    });
    Close();
    return made.ok() ? read : made;
  }

  // After it all rows that came can be looked at.
  void Close() {
    if (unfilled_piece_.size() != 0) pieces_.push_back(unfilled_piece_.Finish());
  }

  // Where the encoding of a row starts, with all that follows it in its piece.
  std::string_view At(uint64_t place) const { return pieces_[place >> kOffsetBits].view().substr(place & kOffsetMask); }
  void LookAhead(uint64_t place) const {
    __builtin_prefetch(pieces_[place >> kOffsetBits].data() + (place & kOffsetMask));
  }

  // Of copies; segments that lie elsewhere do not count.
  size_t memory_bytes() const { return copied_bytes_ + unfilled_piece_.size(); }
  // Forgets the rows that came. REQUIRES: Close before.
  void Clear() {
    pieces_.clear();
    copied_bytes_ = 0;
  }

 private:
  static constexpr size_t kPieceBytes = 1 << 20;
  static constexpr int kOffsetBits = 42;  // A piece has at most 4 TiB.
  static constexpr uint64_t kOffsetMask = (uint64_t{1} << kOffsetBits) - 1;

  static uint64_t Place(size_t piece, size_t offset) { return uint64_t{piece} << kOffsetBits | offset; }

  template <class Visit, class MakeRoom>
  absl::Status ReadInPlace(const std::vector<InputBlock>& blocks, TaskContext& context, Visit visit,
                           MakeRoom make_room) {
    for (const InputBlock& block : blocks) {
      absl::Status made;
      const bool whole = ForRowPieces(block.data, [&](const Buffer& piece) {
        return made.ok() ? ReadPiece(piece, context, visit, make_room, made) : piece.size();
      });
      SLUICE_RETURN_IF_ERROR(made);
      if (!whole) return DamagedBlock(block.id, TotalBytes(block.data));
    }
    return absl::OkStatus();
  }

  // How many bytes of whole rows it has.
  template <class Visit, class MakeRoom>
  size_t ReadPiece(const Buffer& piece, TaskContext& context, Visit visit, MakeRoom make_room, absl::Status& made) {
    T row{};
    int64_t rows = 0;
    size_t offset = 0;
    pieces_.push_back(piece);
    for (Reader in(piece.view()); !in.AtEnd(); ++rows) {
      if (rows % kChunkRows == 0) {
        made = context.cancelled() ? absl::CancelledError("the task was cancelled") : make_room();
        if (!made.ok()) return piece.size();
        if (pieces_.empty()) pieces_.push_back(piece);  // Was cleared.
      }
      if (!DecodeFrom(in, row)) break;
      visit(Place(pieces_.size() - 1, offset), row);
      offset = piece.size() - in.remaining();
    }
    context.CountRead(rows);
    return offset;
  }

  Buffers pieces_;
  Writer unfilled_piece_;
  size_t copied_bytes_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_ENCODED_PARTITION_H_
