#ifndef SLUICE_ENGINE_ROWS_PUSH_ENCODED_H_
#define SLUICE_ENGINE_ROWS_PUSH_ENCODED_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "common/codec/codec.h"
#include "engine/rows/chunk.h"

namespace sluice {

// Pushes the rows that are encoded one after the other in `bytes`; what they point to lies there. Gives how many bytes
// were whole rows. `more`: false as soon as the sink wants no more, or the task is cancelled; then all bytes.
template <class T>
size_t PushRows(std::string_view bytes, TaskContext& context, Chunk<T>& chunk, Sink<T>& out, bool& more) {
  ChunkFiller<T> filler(chunk, out);
  int64_t rows = 0;
  size_t left = bytes.size();  // These bytes follow the last whole row.
  for (Reader in(bytes); !in.AtEnd(); ++rows) {
    if (rows % kChunkRows == 0 && context.cancelled()) more = false;
    if (!more) return bytes.size();
    T row{};
    if (!DecodeFrom(in, row)) break;
    left = in.remaining();
    more = filler.Add(std::move(row));
  }
  context.CountRead(rows);
  more = more && filler.Flush();
  return bytes.size() - left;
}

// The same for bytes that must be such rows: `damaged()` is the error if they are not.
template <class T, class Damaged>
absl::Status PushEncoded(std::string_view bytes, TaskContext& context, Chunk<T>& chunk, Sink<T>& out, bool& more,
                         Damaged damaged) {
  const size_t pushed = PushRows(bytes, context, chunk, out, more);
  if (context.cancelled()) return absl::CancelledError("the task was cancelled");
  return pushed == bytes.size() ? absl::OkStatus() : damaged();
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_PUSH_ENCODED_H_
