#ifndef SLUICE_ENGINE_ROWS_CARTESIAN_H_
#define SLUICE_ENGINE_ROWS_CARTESIAN_H_

#include <algorithm>
#include <cstdint>
#include <utility>

#include "common/base/status.h"
#include "common/codec/codec.h"
#include "engine/rows/chunk.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Every row of the first input with every row of the second, of which one partition is held in memory, encoded.
// Partition p is of partitions p / n and p % n of the inputs, n being how many the second has: its option.
template <class T, class U>
class CartesianOp : public Op<std::pair<T, U>> {
 public:
  using Input = InputsOf<T, U>;
  using Sent = U;
  using Copied = T;
  using Options = int32_t;
  static constexpr int kInputsMin = 2;
  CartesianOp(Wiring<Input> wiring, int32_t seconds)
      : first_(*std::get<0>(wiring.inputs)), second_(*std::get<1>(wiring.inputs)), seconds_(std::max(1, seconds)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<T, U>>& out) const override {
    Writer held;
    SLUICE_RETURN_IF_ERROR(Consume(second_, context, partition % seconds_, [&](absl::Span<U> rows) {
      for (const U& row : rows) EncodeTo(held, row);
      return true;
    }));
    Chunk<std::pair<T, U>> chunk;
    return Consume(first_, context, partition / seconds_, [&](absl::Span<T> rows) {
      ChunkFiller<std::pair<T, U>> filler(chunk, out);
      for (const T& row : rows) {
        if (context.cancelled() || !PairWithAll(row, held.view(), filler)) return false;
      }
      return filler.Flush();
    });
  }

 private:
  static bool PairWithAll(const T& row, std::string_view held, ChunkFiller<std::pair<T, U>>& filler) {
    for (Reader in(held); !in.AtEnd();) {
      U other{};
      if (!DecodeFrom(in, other) || !filler.Add(row, std::move(other))) return false;
    }
    return true;
  }

  const Op<T>& first_;
  const Op<U>& second_;
  const int32_t seconds_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_CARTESIAN_H_
