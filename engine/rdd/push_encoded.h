#ifndef SLUICE_ENGINE_RDD_PUSH_ENCODED_H_
#define SLUICE_ENGINE_RDD_PUSH_ENCODED_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "common/codec/codec.h"
#include "engine/rdd/chunk.h"

namespace sluice {

// Pushes the rows that are encoded one after the other in `bytes`; what they point to lies there. `more`: false as soon
// as the sink wants no more. `damaged()` is the error if the bytes are not such rows.
template <class T, class Damaged>
absl::Status PushEncoded(std::string_view bytes, TaskContext& context, Chunk<T>& chunk, Sink<T>& out, bool& more,
                         Damaged damaged) {
  ChunkFiller<T> filler(chunk, out);
  int64_t rows = 0;
  for (Reader in(bytes); !in.AtEnd(); ++rows) {
    if (rows % kChunkRows == 0 && context.cancelled()) return absl::CancelledError("the task was cancelled");
    T row{};
    if (!DecodeFrom(in, row)) return damaged();
    more = filler.Add(std::move(row));
    if (!more) return absl::OkStatus();
  }
  context.CountRead(rows);
  more = filler.Flush();
  return absl::OkStatus();
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_PUSH_ENCODED_H_
