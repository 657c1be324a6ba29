#ifndef SLUICE_ENGINE_ROWS_ZIP_H_
#define SLUICE_ENGINE_ROWS_ZIP_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/codec/codec.h"
#include "engine/rows/chunk.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Numbers for rows: those of partition p are first[p], first[p] + step and so on.
struct Numbering {
  std::vector<int64_t> first;
  int64_t step = 1;
};

template <class T>
class NumberRowsOp : public Op<std::pair<T, int64_t>> {
 public:
  using Input = T;
  using Options = Numbering;
  static constexpr int kInputsMin = 1;
  NumberRowsOp(Wiring<T> wiring, Numbering numbering) : input_(*wiring.inputs[0]), numbering_(std::move(numbering)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<T, int64_t>>& out) const override {
    if (partition >= static_cast<int>(numbering_.first.size())) return absl::OutOfRangeError("zip: no such partition");
    int64_t next = numbering_.first[partition];
    Chunk<std::pair<T, int64_t>> chunk;
    return Consume(input_, context, partition, [&](absl::Span<T> rows) {
      ChunkFiller<std::pair<T, int64_t>> filler(chunk, out);
      for (T& row : rows) {
        int64_t number = next;
        next += numbering_.step;
        if (!filler.Add(std::move(row), number)) return false;
      }
      return filler.Flush();
    });
  }

 private:
  const Op<T>& input_;
  const Numbering numbering_;
};

// Row i of the first input with row i of the second, of which one partition is held in memory, encoded.
template <class T, class U>
class ZipOp : public Op<std::pair<T, U>> {
 public:
  using Input = InputsOf<T, U>;
  using Sent = U;
  using Options = NoOptions;
  static constexpr int kInputsMin = 2;
  ZipOp(Wiring<Input> wiring, NoOptions) : first_(*std::get<0>(wiring.inputs)), second_(*std::get<1>(wiring.inputs)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<T, U>>& out) const override {
    Writer held;
    SLUICE_RETURN_IF_ERROR(Consume(second_, context, partition, [&](absl::Span<U> rows) {
      for (const U& row : rows) EncodeTo(held, row);
      return true;
    }));
    Chunk<std::pair<T, U>> chunk;
    Reader others(held.view());
    bool wanted = true, paired = true;
    SLUICE_RETURN_IF_ERROR(Consume(first_, context, partition, [&](absl::Span<T> rows) {
      ChunkFiller<std::pair<T, U>> filler(chunk, out);
      for (T& row : rows) {
        U other{};
        paired = !others.AtEnd() && DecodeFrom(others, other);
        wanted = paired && filler.Add(std::move(row), std::move(other));
        if (!wanted) return false;
      }
      return wanted = filler.Flush();
    }));
    if (paired && (!wanted || others.AtEnd())) return absl::OkStatus();
    return absl::InvalidArgumentError("Can only zip RDDs with same number of elements in each partition");
  }

 private:
  const Op<T>& first_;
  const Op<U>& second_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_ZIP_H_
