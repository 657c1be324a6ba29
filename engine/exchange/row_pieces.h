#ifndef SLUICE_ENGINE_EXCHANGE_ROW_PIECES_H_
#define SLUICE_ENGINE_EXCHANGE_ROW_PIECES_H_

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/buffer.h"

namespace sluice {

namespace row_pieces_internal {

inline constexpr size_t kSmallPiece = 1 << 20;
inline constexpr size_t kJoinedPiece = 4 << 20;

// The pieces from `from` on, behind `rest`, that make at least `bytes`, as one; `from` goes past them.
inline Buffer JoinSome(std::string_view rest, const Buffers& pieces, size_t& from, size_t bytes) {
  std::string joined(rest);
  while (from < pieces.size() && joined.size() < bytes) joined.append(pieces[from++].view());
  return Buffer::FromString(std::move(joined));
}

}  // namespace row_pieces_internal

// Calls `take(piece)` with the bytes of a block in pieces, which says how many bytes of whole rows it took; a row that
// goes on in the next piece comes again with it. Large pieces are not copied, and a block of any size never is as a
// whole. False: in the end there were bytes that are no row.
template <class Take>
bool ForRowPieces(const Buffers& pieces, Take take) {
  using namespace row_pieces_internal;
  std::string_view rest;
  Buffer piece;  // Holds `rest`.
  for (size_t next = 0; next < pieces.size() || !rest.empty();) {
    if (!rest.empty() && next == pieces.size()) return false;
    const bool is_small = next + 1 < pieces.size() && pieces[next].size() < kSmallPiece;
    if (rest.empty() && !is_small) {
      piece = pieces[next++];
    } else {
      // Twice as much each time, so that a damaged block is not copied again and again.
      piece = JoinSome(rest, pieces, next, std::max(kJoinedPiece, 2 * rest.size() + 1));
    }
    rest = piece.view().substr(take(std::as_const(piece)));
  }
  return true;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_ROW_PIECES_H_
